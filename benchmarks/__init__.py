"""Measure the load job's time, memory and cost, and those of baselines."""
