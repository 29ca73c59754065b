package dev.limpid.cli.experiment;

import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Display;
import dev.limpid.cli.console.StopSignal;
import dev.limpid.experiment.Evaluation;
import dev.limpid.experiment.Experiment;
import dev.limpid.experiment.ExperimentRun;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** {@code limpid evaluate}. */
public record EvaluateRun(EvaluateRequest request, Console console) {
    /** Returns whether every cell of every experiment is measured. */
    public boolean run() throws IOException {
        boolean all = true;
        try (StopSignal stop = StopSignal.install(console)) {
            for (Experiment experiment : request.experiments()) {
                if (request.reportOnly()) {
                    ExperimentRun.checkRecorded(request.folder(experiment));
                } else {
                    ExperimentRun.check(experiment, request.data());
                }
            }
            for (Experiment experiment : request.experiments()) {
                all &= !stop.requested() && run(experiment, stop);
            }
        }
        return all;
    }

    private boolean run(Experiment experiment, StopSignal stop) throws IOException {
        Path out = request.folder(experiment);
        try (var scope = Scope.open()) {
            ExperimentRun run = request.reportOnly()
                    ? ExperimentRun.recorded(experiment, request.data(), request.results(), out)
                    : ExperimentRun.open(experiment, request.data(), request.results(), out, request.device());
            console.say(experiment.title());
            console.say(run.budget());
            boolean all = true;
            if (request.reportOnly()) {
                run.writeReport();
            } else {
                try (Display display = console.display(experiment.name(), run.measured(), run.solves())) {
                    all = run.run(request.workers(), new Progress(display, run.measured(), stop), console::note);
                }
            }
            Path report = out.resolve("report.md");
            console.event("evaluated", Map.of("experiment", experiment.name(), "report", report.toString()));
            console.say("Report in " + report);
            return all;
        }
    }

    /** Counts cells. */
    private final class Progress implements Evaluation.Listener {
        private final Display display;
        private final StopSignal stop;
        private long done;

        Progress(Display display, long done, StopSignal stop) {
            this.done = done;
            this.display = display;
            this.stop = stop;
        }

        @Override
        public void measured(String line) {
            console.event("cell", Map.of("line", line));
        }

        @Override
        public void tried(String cell) {
            done++;
            display.at(done, cell);
        }

        @Override
        public void leftOut(String line) {
            console.note(line);
        }

        @Override
        public void failed(String line) {
            console.fail(line);
        }

        @Override
        public boolean stops() {
            return stop.requested();
        }
    }
}
