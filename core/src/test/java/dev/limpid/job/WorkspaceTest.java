package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where results are made, and what they must not replace. */
class WorkspaceTest {
    private static final String RECORD = "run.json";

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void name() {
        folder = root.resolve("photo");
    }

    private Target target(boolean force, Path... read) {
        return new Target(root, folder, RECORD, force, List.of(read));
    }

    private static void finish(Target target) throws IOException {
        try (Workspace workspace = Workspace.tryOpen(target).orElseThrow()) {
            workspace.finish(partial -> {
                Files.writeString(partial.resolve("restored.png"), "new");
                return Files.writeString(partial.resolve(RECORD), "{\"limpid\": \"1\"}");
            });
        }
    }

    @Test
    void doesNotWriteAmongFilesOfOthersUnlessItIsToldTo() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("restored.png"), "mine");

        assertThatThrownBy(() -> finish(target(false)))
                .hasMessage(folder + ": holds files, such as restored.png, and no run.json of Limpid; give another"
                        + " --out, or --force to write among them");
        assertThat(folder.resolve("restored.png")).hasContent("mine");

        finish(target(true));
        assertThat(folder.resolve("restored.png")).hasContent("new");
        finish(target(false)); // which is now a result
    }

    @Test
    void leavesNoFolderThatItMadeForNothing() throws IOException {
        Path deep = root.resolve("out/all/photo");
        Files.createDirectories(root.resolve("out"));
        Workspace.tryOpen(new Target(root, deep, RECORD, false, List.of()))
                .orElseThrow()
                .close();

        assertThat(root.resolve("out")).isEmptyDirectory(); // which was there

        Workspace.tryOpen(new Target(root, root.resolve("new/./photo"), RECORD, false, List.of()))
                .orElseThrow()
                .close();

        assertThat(root.resolve("new")).doesNotExist();

        Workspace used = Workspace.tryOpen(new Target(root, deep, RECORD, false, List.of()))
                .orElseThrow();
        Files.writeString(root.resolve("out/all/mine"), "anything");
        used.close();

        assertThat(root.resolve("out/all/mine")).hasContent("anything");
    }

    /** Any program may write a run.json. */
    @Test
    void aRecordOfAnotherProgramIsNone() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(RECORD), "{\"steps\": 3}");

        assertThatThrownBy(() -> finish(target(false))).hasMessageContaining("no run.json of Limpid");
        assertThat(folder.resolve(RECORD)).hasContent("{\"steps\": 3}");
    }

    @Test
    void hiddenFilesAndFoldersAreNoHindrance() throws IOException {
        Files.createDirectories(folder.resolve("below"));
        Files.createFile(folder.resolve(".DS_Store"));

        finish(target(false));

        assertThat(folder.resolve("restored.png")).exists();
    }

    @Test
    void neverWritesBesideAFileThatTheRunReads() throws IOException {
        finish(target(false));
        Path input = folder.resolve("restored.png");

        for (boolean force : new boolean[] {false, true}) {
            assertThatThrownBy(() -> finish(target(force, input)))
                    .hasMessage("its result would be written into " + folder
                            + " beside restored.png, which this run reads; give another --out");
        }
        assertThat(input).hasContent("new");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void knowsSuchAFileByEveryNameAndLink() throws IOException {
        Path original = Files.writeString(root.resolve("original.png"), "original");
        Files.createDirectories(folder);
        Path name = folder.resolve("restored.png");
        for (boolean hard : new boolean[] {false, true}) {
            Files.deleteIfExists(name);
            Path made = hard ? Files.createLink(name, original) : Files.createSymbolicLink(name, original);

            assertThatThrownBy(() -> finish(target(true, original))).hasMessageContaining("which this run reads");
            assertThat(made).hasContent("original");
        }
    }

    @Test
    void namesAFileWhereTheFolderWouldBe() throws IOException {
        Path file = Files.writeString(root.resolve("photo"), "a picture without ending");
        var target = new Target(root, file, RECORD, true, List.of());

        assertThatThrownBy(() -> finish(target)).hasMessageContaining("photo: is a file, where the folder");
        assertThat(file).hasContent("a picture without ending");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void isNotLedOutsideByALink() throws IOException {
        Path out = Files.createDirectories(root.resolve("out"));
        Path outside = Files.createDirectories(root.resolve("outside"));
        Files.createSymbolicLink(out.resolve("photo"), outside);
        Files.createSymbolicLink(out.resolve("deeper"), root.resolve("nothing"));
        Files.createSymbolicLink(out.resolve(".x.partial"), outside);
        for (String name : List.of("photo", "deeper/photo", "x")) {
            var target = new Target(out, out.resolve(name), RECORD, true, List.of());

            assertThatThrownBy(() -> finish(target))
                    .hasMessageContaining("is a link to " + root)
                    .hasMessageContaining("results are not led outside of --out");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theFolderThatWasNamedMayBeALink() throws IOException {
        Path real = Files.createDirectories(root.resolve("real"));
        Path link = Files.createSymbolicLink(root.resolve("link"), real);

        finish(new Target(link, link.resolve("photo"), RECORD, false, List.of()));

        assertThat(real.resolve("photo/restored.png")).exists();
    }

    /** As it stands when a process is killed between the moves. */
    @Test
    void finishesWhatAKilledRunBeganToMove() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("measurement.png"), "moved already");
        Path moving = Files.createDirectories(Workspace.beside(folder).resolve("moving"));
        Files.writeString(moving.resolve("restored.png"), "half");

        finish(target(false));

        assertThat(folder.resolve("restored.png")).hasContent("new");
        assertThat(Workspace.beside(folder)).doesNotExist();
    }

    @Test
    void sweepsWhatAKilledRunLeftAndNothingElse() throws IOException {
        Path left = Files.createDirectories(Workspace.beside(folder).resolve("result"));
        Files.writeString(left.resolve("restored.png"), "half");
        Files.writeString(
                Workspace.beside(folder).resolve(".snapshot.safetensors.00000000-0000-0000-0000-000000000000.part"),
                "half");
        Path other = Files.writeString(Workspace.beside(folder).resolve("of somebody else"), "mine");

        finish(target(false));

        assertThat(files(Workspace.beside(folder))).containsExactly(other);
        assertThat(folder.resolve("restored.png")).hasContent("new");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void oneRunHasItAtATimeAndTheOtherWaits() throws Exception {
        var notes = new ArrayList<Event>();
        Workspace first = Workspace.tryOpen(target(false)).orElseThrow();
        assertThat(Workspace.tryOpen(target(false))).isEmpty();
        assertThat(Workspace.await(target(false), notes::add, () -> true)).isEmpty();
        assertThat(notes)
                .containsExactly(
                        new Event.Note(folder + ": another run is writing into this folder; it is waited for"));

        var closing = new Thread(() -> {
            try {
                Thread.sleep(300);
                first.close();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();
        Optional<Workspace> second = Workspace.await(target(false), notes::add, () -> false);
        closing.join();
        second.orElseThrow().close();
        assertThat(Workspace.beside(folder)).doesNotExist();
    }

    /** 255 bytes are the longest name of a file. */
    @Test
    void namesOfEveryLengthHaveAPlaceBesideThem() throws IOException {
        var places = new ArrayList<Path>();
        for (String name :
                List.of("a".repeat(246), "a".repeat(250), "a".repeat(255), "é".repeat(127), "😀".repeat(63))) {
            folder = root.resolve(name);

            finish(target(false));

            assertThat(folder.resolve("restored.png")).exists();
            places.add(Workspace.beside(folder));
        }
        assertThat(places).doesNotHaveDuplicates();
        assertThat(String.valueOf(places.get(0).getFileName())).isEqualTo("." + "a".repeat(246) + ".partial");
    }
}
