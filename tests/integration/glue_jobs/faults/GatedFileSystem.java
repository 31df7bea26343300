import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Hadoop's local file system, which asks before each change of a file or folder and tells after it.
 *
 * <p>The gate is called with ("before create", path) and the like; whatever it returns is the text
 * of an IOException to throw instead, or null. Compiled by Janino, hence no generics and no lambdas.
 */
public class GatedFileSystem extends LocalFileSystem {
  public GatedFileSystem() {
    super(new Raw());
  }

  public void setGate(BiFunction gate) {
    ((Raw) getRawFileSystem()).gate = gate;
  }

  /** Whether a rename to an existing name fails, as on HDFS, instead of taking its place. */
  public void setExclusive(boolean exclusive) {
    ((Raw) getRawFileSystem()).exclusive = exclusive;
  }

  public static class Raw extends RawLocalFileSystem {
    volatile BiFunction gate;
    volatile boolean exclusive;
    // How deep in a change a thread is: making a file makes its folder, which is no other change.
    private final ThreadLocal depth = new ThreadLocal();

    void before(String change, Path path) throws IOException {
      int deep = depth.get() == null ? 0 : ((Integer) depth.get()).intValue();
      if (deep == 0 && gate != null) {
        Object refusal = gate.apply("before " + change, path.toUri().getPath());
        if (refusal != null) {
          throw new IOException(String.valueOf(refusal));
        }
      }
      depth.set(Integer.valueOf(deep + 1));
    }

    void after(String change, Path path) {
      int deep = ((Integer) depth.get()).intValue() - 1;
      depth.set(Integer.valueOf(deep));
      if (deep == 0 && gate != null) {
        gate.apply("after " + change, path.toUri().getPath());
      }
    }

    public FSDataOutputStream create(
        Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
        throws IOException {
      before("create", path);
      try {
        return gated(path, super.create(path, overwrite, buffer, replication, block, progress));
      } finally {
        after("create", path);
      }
    }

    public FSDataOutputStream create(
        Path path, FsPermission permission, boolean overwrite, int buffer, short replication,
        long block, Progressable progress)
        throws IOException {
      before("create", path);
      try {
        return gated(
            path, super.create(path, permission, overwrite, buffer, replication, block, progress));
      } finally {
        after("create", path);
      }
    }

    private FSDataOutputStream gated(final Path path, final OutputStream out) throws IOException {
      if (out instanceof GatedOutputStream) {
        return (FSDataOutputStream) out;
      }
      return new GatedOutputStream(this, path, out);
    }

    public boolean rename(Path source, Path target) throws IOException {
      before("rename", target);
      try {
        return exclusive ? link(source, target) : super.rename(source, target);
      } finally {
        after("rename", target);
      }
    }

    private boolean link(Path source, Path target) throws IOException {
      java.nio.file.Path from = pathToFile(source).toPath();
      try {
        Files.createLink(pathToFile(target).toPath(), from);
      } catch (FileAlreadyExistsException e) {
        return false;
      }
      Files.delete(from);
      return true;
    }

    public boolean delete(Path path, boolean recursive) throws IOException {
      before("delete", path);
      try {
        return super.delete(path, recursive);
      } finally {
        after("delete", path);
      }
    }

    public boolean mkdirs(Path path) throws IOException {
      before("mkdirs", path);
      try {
        return super.mkdirs(path);
      } finally {
        after("mkdirs", path);
      }
    }
  }

  /** What is written to a file is whole when it is closed. */
  public static class GatedOutputStream extends FSDataOutputStream {
    private final Raw fileSystem;
    private final Path path;
    private boolean closed;

    GatedOutputStream(Raw fileSystem, Path path, OutputStream out) throws IOException {
      super(out, null);
      this.fileSystem = fileSystem;
      this.path = path;
    }

    public void close() throws IOException {
      if (closed) {
        return;
      }
      fileSystem.before("close", path);
      try {
        closed = true;
        super.close();
      } finally {
        fileSystem.after("close", path);
      }
    }
  }
}
