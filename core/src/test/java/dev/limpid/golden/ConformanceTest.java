package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/conformance.md is what the golden run and {@code conformance.json} make of it. */
class ConformanceTest {
    private static final Path DOCS = Path.of(System.getProperty("limpid.root", ".."), "docs");

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("conformance.md"));
    }

    @Test
    void nobodyHasEditedThePage() throws IOException {
        String page = page();

        assertThat(page).isEqualTo(Conformance.page(Conformance.Found.on(page)));
    }

    @Test
    void thePageHasTheKindsAndCasesOfTheManifest() throws IOException {
        Path directory = GoldenTest.directory();
        Conformance.Found found = Conformance.Found.on(page());
        assumeTrue(
                Conformance.digest(directory).equals(found.digest()),
                "docs/conformance.md was made from another golden directory than " + directory);

        var expected = new ArrayList<Conformance.Row>();
        Conformance.byKind(Conformance.cases(directory))
                .forEach((kind, cases) -> expected.add(Conformance.Row.unmeasured(kind, cases)));

        assertThat(found.rows().stream().map(Conformance.Row::unmeasured)).containsExactlyElementsOf(expected);
    }

    @Test
    void everyKindOfASolverHasItsWords() throws IOException {
        assertThat(Conformance.byKind(Conformance.cases(GoldenTest.directory())))
                .isNotEmpty();
    }

    @Test
    void aKindWithoutWordsIsAnError() {
        JsonNode entry =
                JsonNodeFactory.instance.objectNode().put("kind", "unheard-of").put("case", "solver");
        var golden = new GoldenCase(Path.of("."), entry, entry);

        assertThatThrownBy(() -> Conformance.byKind(List.of(golden)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("unheard-of");
    }

    @Test
    void everySolverIsOnThePage() {
        JsonNode words = Conformance.words();
        List<String> described = Stream.of("methods", "without")
                .flatMap(part -> Conformance.stream(words.path(part)))
                .flatMap(part -> Conformance.texts(part.path("solvers")).stream())
                .distinct()
                .toList();

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        Methods.ALL.stream().map(Method::name).toList());
    }

    @Test
    void thePagesAndTestsThatItNamesExist() throws IOException {
        JsonNode words = Conformance.words();
        for (JsonNode method : words.path("methods")) {
            String page = method.path("page").asText().replaceFirst("#.*", "");
            assertThat(DOCS.resolve(page)).isRegularFile();
        }
        List<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> String.valueOf(file.getFileName())).toList();
        }
        for (JsonNode without : words.path("without")) {
            for (String test : Conformance.texts(without.path("tests"))) {
                assertThat(tests).contains(test + ".java");
            }
        }
    }
}
