// Draws each chart in its place. The colours are CSS variables of the page, so that the charts
// follow its theme without being drawn again.
"use strict";

const specs = JSON.parse(document.getElementById("specs").textContent);

const options = {
  actions: false,
  ast: true, // expressions are interpreted: no eval, which the page's policy forbids
  defaultStyle: false, // style.css has all
  renderer: "svg",
  tooltip: { disableDefaultStyle: true },
};

for (const [key, spec] of Object.entries(specs)) {
  const place = document.getElementById(`${key}-chart`);
  vegaEmbed(place, spec, options).catch((error) => {
    place.textContent = "This chart could not be drawn. Its rows are in the table below.";
    console.error(error);
  });
}
