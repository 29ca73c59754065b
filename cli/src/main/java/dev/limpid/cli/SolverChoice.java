package dev.limpid.cli;

import dev.limpid.experiment.Presets;
import dev.limpid.experiment.Start;
import dev.limpid.solver.SolverConfig;

/** A solver with its settings, and the names that they came from. */
record SolverChoice(Presets.Method method, Presets.Name preset, SolverConfig config, Start start) {}
