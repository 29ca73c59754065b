package dev.limpid.cli.about;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Cost;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that tell what there is: lists, completion, man pages, doctor. */
class CatalogueTest {
    private final Program program = new Program();

    @TempDir
    private Path folder;

    @Test
    void listsEveryTask() {
        assertThat(program.run("tasks")).isZero();

        for (Task task : Tasks.ALL) {
            assertThat(program.out()).containsPattern("(?m)^" + task.name() + " .*--noise");
        }
        assertThat(program.out()).contains("removed 0.7", "scale 4", "harmonic fill");
    }

    @Test
    void everyCellOfSolversAndTasksHasEvaluationsOrAReason() {
        assertThat(program.run("solvers")).isZero();

        List<String> lines = program.out().lines().toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(lines.get(0)).matches(" +SUPER- +GAUSSIAN- +MOTION- +BLIND- +NONLINEAR-");
        assertThat(lines.get(1)).startsWith("SOLVER ").endsWith(" TURBULENCE  DENOISE");
        for (int i = 0; i < Methods.ALL.size(); i++) {
            Method<?> method = Methods.ALL.get(i);
            String[] cells = lines.get(2 + i).split(" {2,}", -1);
            assertThat(cells).hasSize(1 + Tasks.ALL.size()).startsWith(method.name());
            for (int t = 0; t < Tasks.ALL.size(); t++) {
                Task task = Tasks.ALL.get(t);
                if (method.isFor(task.tunedAs())) {
                    long evaluations =
                            method.preset(Preset.BRIEF, task.tunedAs()).cost().evaluations();
                    String[] cell = cells[1 + t].split(" ", -1);
                    assertThat(cell[0]).isEqualTo(String.format(Locale.ROOT, "%,d", evaluations));
                    Optional<String> condition = SolverChoice.condition(method, task);
                    assertThat(cell).hasSize(condition.isPresent() ? 2 : 1);
                    condition.ifPresent(words -> assertThat(lines).contains("  " + cell[1] + "  " + words));
                } else {
                    String reason = SolverChoice.misfit(method, task).orElseThrow();
                    assertThat(lines).contains("  " + cells[1 + t] + "  " + reason);
                }
            }
        }
    }

    @Test
    void saysWhereASolverTakesAPartOfATasksOperators() {
        assertThat(SolverChoice.condition(Methods.named("ddrm"), Tasks.named("motion-deblur")))
                .hasValueSatisfying(words -> assertThat(words).startsWith("needs singular values"));
        assertThat(SolverChoice.condition(Methods.named("ddrm"), Tasks.named("inpainting")))
                .isEmpty();
        assertThat(SolverChoice.condition(Methods.named("hqs"), Tasks.named("motion-deblur")))
                .isEmpty();
    }

    @Test
    void saysWhyASolverIsNotForATask() {
        assertThat(SolverChoice.misfit(Methods.named("hqs"), Tasks.named("inpainting")))
                .isEmpty();
        assertThat(SolverChoice.misfit(Methods.named("hqs"), Tasks.named("nonlinear-deblur")))
                .contains("needs a linear A");
        assertThat(SolverChoice.misfit(Methods.named("hqs"), Tasks.named("blind-deblur")))
                .contains("is for a known A");
        assertThat(SolverChoice.misfit(Methods.named("blind-hqs"), Tasks.named("motion-deblur")))
                .contains("is for an unknown A");
        assertThat(SolverChoice.misfit(Methods.named("bicubic"), Tasks.named("inpainting")))
                .contains("needs an image with fewer pixels");
        assertThat(SolverChoice.misfit(Methods.named("ilvr"), Tasks.named("inpainting")))
                .contains("takes low frequencies from y, which missing pixels spoil");
    }

    /** Where the operator fits, the method itself says why it is not offered. */
    @Test
    void everyEmptyCellHasAReasonOfItsOwn() {
        for (Method<?> method : Methods.ALL) {
            for (Task task : Tasks.ALL) {
                assertThat(SolverChoice.misfit(method, task))
                        .as(method.name() + " for " + task)
                        .isNotEqualTo(Optional.of("has no settings from its source"));
            }
        }
    }

    @Test
    void listsTheSettingsOfNamedSolvers() {
        assertThat(program.run("solvers", "hqs", "wiener")).isZero();
        assertThat(program.out()).containsPattern("(?m)^hqs +inpainting +brief").doesNotContain("\ndps ");

        assertThat(program.run("solvers", "hqz")).isEqualTo(2);
        assertThat(program.err()).contains("unknown solver 'hqz'").hasLineCount(1);
    }

    @Test
    void listsEverySolverWithItsEvaluations() {
        assertThat(program.run("solvers", "all")).isZero();

        for (Method<?> method : Methods.ALL) {
            for (Task task : Tasks.ALL) {
                if (method.isFor(task.name())) {
                    Cost cost = method.preset(Preset.BRIEF, task.name()).cost();
                    assertThat(program.out())
                            .containsPattern("(?m)^" + method.name() + " +" + task.name() + " +brief +"
                                    + cost.evaluations() + " +" + cost.backward() + "\\b");
                }
            }
        }
        assertThat(program.out()).contains("latentRate=0.02").doesNotContainPattern("denoise +paper");
    }

    @Test
    void listsOperatorsWithWhatTheyCanDo() {
        assertThat(program.run("operators")).isZero();

        assertThat(program.out())
                .containsPattern("(?m)^inpainting .* yes +yes +yes +yes$")
                .containsPattern("(?m)^nonlinear blur .* no +no +no +no$");
    }

    @Test
    void completesCommandsAndOptions() {
        assertThat(program.run("completion")).isZero();

        assertThat(program.out()).contains("complete -F", "restore", "--preset");
    }

    @Test
    void writesAManPageForEveryCommand() throws IOException {
        assertThat(program.run("man", "--out", folder.resolve("man1").toString()))
                .isZero();

        for (String command : List.of("", "-demo", "-restore", "-sample", "-priors", "-tasks", "-doctor", "-man")) {
            String page = Files.readString(folder.resolve("man1/limpid" + command + ".1"));
            assertThat(page)
                    .startsWith(".TH \"LIMPID" + command.toUpperCase(Locale.ROOT) + "\"")
                    .contains(".SH SYNOPSIS", ".SH OPTIONS", ".SH EXIT STATUS")
                    .doesNotContain("@|", "%n");
        }
        assertThat(Files.readString(folder.resolve("man1/limpid-restore.1"))).contains("\\fB\\-\\-task=TASK\\fR");
    }

    @Test
    void aManPageNeedsAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(program.run("man", "--out", file.toString())).isEqualTo(2);
        assertThat(program.err()).contains("is not a folder");
    }

    @Test
    void theDoctorsVerdictIsTheExitCode() {
        assertThat(program.run("doctor")).isZero();
        assertThat(program.request(String.class)).isEqualTo("doctor with self-test");

        program.runner.requests.clear();
        program.runner.failedImages = 1;
        assertThat(program.run("doctor", "--no-self-test")).isEqualTo(1);
        assertThat(program.request(String.class)).isEqualTo("doctor");
    }
}
