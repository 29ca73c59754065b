package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The nodes' own file system, and a store that has no paths of theirs. */
class StorageTest {
    private Storage storage = new Storage(new Configuration(false));

    @TempDir
    private Path folder;

    @BeforeEach
    void knowsAStore() {
        var configuration = new Configuration();
        configuration.set("fs.store.impl", StoreOfTests.class.getName());
        storage = new Storage(configuration);
    }

    private String temporary() {
        return folder.resolve("tmp").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a b.png", "100%.png", "a%20b.png", "ä#1?.png", "[x]{y}*.png", "a:b.png"})
    void namesAreTakenAsTheyAre(String name) throws IOException {
        Path file = Files.writeString(folder.resolve("source"), "content");
        for (String root : new String[] {folder.resolve("out").toString(), "store://" + folder.resolve("far")}) {
            String target = root + "/" + name;

            storage.put(file, target, root + "/tmp");

            assertThat(storage.names(root)).contains(name);
            assertThat(storage.exists(target)).isTrue();
            assertThat(storage.open(target).readAllBytes()).asString().isEqualTo("content");
            assertThat(storage.matching(target)).extracting(Place.Found::folder).containsExactly(false);
            storage.delete(target);
            assertThat(storage.exists(target)).isFalse();
        }
    }

    @Test
    void aFileIsReplacedAsAWholeAndNothingIsLeftBeside() throws IOException {
        String target = folder.resolve("out/result/run.json").toString();
        storage.put(Files.writeString(folder.resolve("one"), "a long first one"), target, temporary());
        storage.put(Files.writeString(folder.resolve("two"), "second"), target, temporary());

        assertThat(Path.of(target)).hasContent("second");
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile).map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("one", "two", "run.json");
        }
    }

    @Test
    void linksAreFollowedAndNotAroundInARing() throws IOException {
        Path really = Files.createDirectories(folder.resolve("really"));
        Files.writeString(really.resolve("a.png"), "pixels");
        Files.createSymbolicLink(really.resolve("around"), really);
        Files.createSymbolicLink(really.resolve("nothing.png"), folder.resolve("nowhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), really);

        assertThat(storage.below(link.toString())).containsExactly(link + "/a.png");
    }

    @Test
    void nothingIsLeftOfAFileThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        for (String root : new String[] {folder.toString(), "store://" + folder}) {
            assertThatIOException().isThrownBy(() -> storage.put(file, root + "/file/below/run.json", root + "/tmp"));

            assertThat(storage.names(root + "/tmp")).isEmpty();
        }
        assertThat(file).hasContent("content");
    }

    @Test
    void aFolderTakesThePlaceOfAnother() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("old")).resolve("a"), "old");
        Files.writeString(Files.createDirectories(folder.resolve("new")).resolve("b"), "new");

        storage.move(folder.resolve("new").toString(), folder.resolve("old").toString());

        assertThat(folder.resolve("old")).isDirectoryContaining(file -> file.endsWith("b"));
        assertThat(folder.resolve("old/a")).doesNotExist();
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void filesOfAStoreAreCopiedAndHaveAddresses() throws IOException {
        Path file = Files.writeString(folder.resolve("p.png"), "pixels");
        Path scratch = Files.createDirectories(folder.resolve("scratch"));

        storage.fetch("store://" + file, scratch.resolve("file.png"));

        assertThat(scratch.resolve("file.png")).hasContent("pixels");
        assertThat(storage.resolved(file.toString())).isEqualTo(file.toString());
        assertThat(storage.resolved("file://" + file)).isEqualTo(file.toString());
        String shown = storage.resolved("store://" + file);
        assertThat(shown).isEqualTo("store:" + file);
        assertThat(Storage.isAddress(shown)).isTrue();
        assertThat(Storage.isAddress("box:1,2,3,4")).isFalse();
    }

    @Test
    void wildcardsStandForFiles() throws IOException {
        Files.createFile(folder.resolve("a1.png"));
        Files.createFile(folder.resolve("a2.png"));

        assertThat(storage.matching(folder + "/a*.png")).hasSize(2);
        assertThat(storage.matching(folder.getParent() + "/*/a?.png"))
                .extracting(Place.Found::address)
                .contains(folder + "/a1.png", folder + "/a2.png");
        assertThat(storage.matching(folder + "/b*.png")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage.matching(folder + "/[.png"))
                .withMessageStartingWith("its wildcards cannot be understood");
        assertThat(storage.matching(folder + "/none.png")).isEmpty();
        assertThat(storage.names(folder + "/none")).isEmpty();
        assertThatIOException().isThrownBy(() -> storage.open(folder + "/none"));
    }
}
