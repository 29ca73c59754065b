package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.golden.GoldenCase.Beyond;
import dev.limpid.golden.GoldenCase.Deviation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The page docs/conformance.md: its numbers come from a golden run, and its words from {@code conformance.json}. */
final class Conformance {
    private static final Path WORDS = Path.of("src/test/resources/conformance.json");
    private static final int COLUMNS = 10;
    private static final Pattern DIGEST = Pattern.compile("SHA-256 `([0-9a-f]{64})`");

    private Conformance() {}

    /**
     * The findings of a run for a kind, as the page has them.
     *
     * @param source repository and commit
     * @param cases how many
     * @param compared how many quantities
     * @param beyond those among them that rounding alone brings beyond the stated tolerance
     */
    record Row(
            String kind,
            String source,
            String tasks,
            int cases,
            String compared,
            String beyond,
            String ratio,
            String deviation,
            String tolerance,
            String where) {
        /** The row of a kind's cases, all of which passed. */
        static Row of(String kind, List<GoldenCase> cases) {
            var all = cases.stream().flatMap(c -> c.deviations().stream()).toList();
            assertThat(all).as("deviations of kind " + kind).isNotEmpty();
            var largest = cases.stream()
                    .flatMap(c -> c.deviations().stream().map(d -> Map.entry(c, d)))
                    .max(Comparator.comparingDouble(e -> e.getValue().ratio()))
                    .orElseThrow();
            Deviation worst = largest.getValue();
            int beyond = cases.stream().mapToInt(c -> c.beyondStated().size()).sum();
            return new Row(
                    kind,
                    source(cases),
                    tasks(cases),
                    cases.size(),
                    Integer.toString(all.size()),
                    Integer.toString(beyond),
                    number("%.2g", worst.ratio()),
                    number("%.1e", worst.value()),
                    number("%.1e", worst.tolerance()),
                    name(largest.getKey()) + ", " + worst.quantity());
        }

        /** The row without its numbers of deviations, which only a run finds. */
        static Row unmeasured(String kind, List<GoldenCase> cases) {
            return new Row(kind, source(cases), tasks(cases), cases.size(), "", "", "", "", "", "");
        }

        Row unmeasured() {
            return new Row(kind, source, tasks, cases, "", "", "", "", "", "");
        }

        private static String source(List<GoldenCase> cases) {
            return cases.stream().map(GoldenCase::source).distinct().collect(Collectors.joining(", "));
        }

        private static String tasks(List<GoldenCase> cases) {
            return cases.stream()
                    .map(c -> c.entry().path("task").asText().replace('_', '-'))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(", "));
        }

        private static String name(GoldenCase golden) {
            return golden.file().replaceFirst(".*/", "").replaceFirst("\\..*", "");
        }

        private static String number(String form, double value) {
            return String.format(Locale.ROOT, form, value);
        }

        String line() {
            return joined(
                    "`" + kind + "`",
                    source,
                    tasks,
                    Integer.toString(cases),
                    compared,
                    beyond,
                    ratio,
                    deviation,
                    tolerance,
                    where);
        }

        private static String beyond(GoldenCase golden) {
            Beyond worst = golden.beyondStated().stream()
                    .max(Comparator.comparingDouble(b -> b.deviation().ratio()))
                    .orElseThrow();
            Deviation d = worst.deviation();
            return joined(
                    "`" + golden.kind() + "`",
                    name(golden),
                    Integer.toString(golden.beyondStated().size()),
                    d.quantity(),
                    number("%.1e", d.value()),
                    number("%.1e", d.tolerance()),
                    number("%.1e", worst.byRounding()));
        }

        /** Reads a line of the page. */
        static Row read(String line) {
            String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
            assertThat(cells).as(line).hasSize(COLUMNS);
            return new Row(
                    cells[0].replace("`", ""),
                    cells[1],
                    cells[2],
                    Integer.parseInt(cells[3]),
                    cells[4],
                    cells[5],
                    cells[6],
                    cells[7],
                    cells[8],
                    cells[9]);
        }

        private static String joined(String... cells) {
            return "| " + String.join(" | ", cells) + " |";
        }
    }

    /** The words for every method, in the page's order. */
    static JsonNode words() {
        try {
            return new ObjectMapper().readTree(WORDS.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kinds of the words, in the page's order. */
    static List<String> kinds() {
        return texts(words().path("methods"), "kind");
    }

    /** The cases of solvers by their kinds, in the page's order; a kind that has no words is an error. */
    static Map<String, List<GoldenCase>> byKind(List<GoldenCase> cases) {
        Map<String, List<GoldenCase>> found =
                cases.stream().filter(GoldenCase::isSolver).collect(Collectors.groupingBy(GoldenCase::kind));
        List<String> kinds = kinds();
        assertThat(kinds).as("kinds with words in " + WORDS).containsAll(found.keySet());
        return kinds.stream()
                .filter(found::containsKey)
                .collect(Collectors.toMap(k -> k, found::get, (a, b) -> a, LinkedHashMap::new));
    }

    /** Every case of a directory. */
    static List<GoldenCase> cases(Path directory) throws IOException {
        JsonNode manifest =
                new ObjectMapper().readTree(directory.resolve("MANIFEST.json").toFile());
        return stream(manifest.path("entries"))
                .map(entry -> new GoldenCase(directory, manifest, entry))
                .toList();
    }

    /** SHA-256 of a directory's manifest. */
    static String digest(Path directory) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve("MANIFEST.json"));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every deviation as a line of CSV, for programs. */
    static void writeDeviations(List<GoldenCase> cases, Path file) throws IOException {
        var lines = new ArrayList<>(List.of("kind,file,quantity,deviation,tolerance"));
        for (GoldenCase golden : cases) {
            for (Deviation d : golden.deviations()) {
                lines.add(String.join(
                        ",",
                        golden.kind(),
                        golden.file(),
                        d.quantity(),
                        Double.toString(d.value()),
                        Double.toString(d.tolerance())));
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    /**
     * Everything that only a run finds.
     *
     * @param digest SHA-256 of the manifest
     * @param beyond lines of the table of cases that miss a stated tolerance
     */
    record Found(String digest, List<Row> rows, List<String> beyond) {
        /** Those of a run in which every case passed. */
        static Found in(Path directory, List<GoldenCase> passed) throws IOException {
            Map<String, List<GoldenCase>> byKind = byKind(passed);
            return new Found(
                    Conformance.digest(directory),
                    byKind.entrySet().stream()
                            .map(e -> Row.of(e.getKey(), e.getValue()))
                            .toList(),
                    byKind.values().stream()
                            .flatMap(List::stream)
                            .filter(golden -> !golden.beyondStated().isEmpty())
                            .map(Row::beyond)
                            .toList());
        }

        /** As a page has it. */
        static Found on(String page) {
            Matcher digest = DIGEST.matcher(page);
            assertThat(digest.find()).as("the digest of a manifest").isTrue();
            return new Found(
                    digest.group(1),
                    table(page, "## Measured").map(Row::read).toList(),
                    table(page, "## Beyond the stated tolerance").toList());
        }

        private static Stream<String> table(String page, String heading) {
            return page.lines()
                    .dropWhile(line -> !line.equals(heading))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| `"));
        }
    }

    static String page(Found found) {
        List<Row> rows = found.rows();
        JsonNode words = words();
        var page = new ArrayList<String>();
        texts(words.path("introduction")).forEach(page::add);
        page.add("");
        page.add(String.format(
                Locale.ROOT,
                "The numbers are those of %d cases of %d kinds. The manifest of their directory has the SHA-256 `%s`.",
                rows.stream().mapToInt(Row::cases).sum(),
                rows.size(),
                found.digest()));
        page.add("");
        page.add("## Measured");
        page.add("");
        texts(words.path("measured")).forEach(page::add);
        page.add("");
        page.add("| kind | source | tasks | cases | compared | beyond | ratio | deviation | tolerance | where |");
        page.add("|---|---|---|--:|--:|--:|--:|--:|--:|---|");
        rows.forEach(row -> page.add(row.line()));
        page.add("");
        page.add("## Beyond the stated tolerance");
        page.add("");
        texts(words.path("beyond")).forEach(page::add);
        page.add("");
        page.add("| kind | case | quantities | the largest | deviation | tolerance | by rounding alone |");
        page.add("|---|---|--:|---|--:|--:|--:|");
        page.addAll(found.beyond());
        page.add("");
        page.add("## Conventions");
        page.add("");
        texts(words.path("conventions")).forEach(page::add);
        List<String> measured = rows.stream().map(Row::kind).toList();
        for (JsonNode method : words.path("methods")) {
            if (measured.contains(method.path("kind").asText())) {
                page.addAll(section(method));
            }
        }
        page.add("");
        page.add("## Solvers without a golden case");
        page.add("");
        page.add("| solver | reason | held by |");
        page.add("|---|---|---|");
        for (JsonNode without : words.path("without")) {
            page.add(Row.joined(
                    names(without),
                    without.path("reason").asText(),
                    texts(without.path("tests")).stream()
                            .map(test -> "`" + test + "`")
                            .collect(Collectors.joining(", "))));
        }
        return String.join("\n", page) + "\n";
    }

    private static List<String> section(JsonNode method) {
        var lines = new ArrayList<>(Arrays.asList(
                "",
                "### " + method.path("title").asText(),
                "",
                "Kind `" + method.path("kind").asText() + "`, solver " + names(method) + ": [code against paper]("
                        + method.path("page").asText() + ").",
                "",
                "- Noise: " + method.path("noise").asText(),
                "- Code against paper: " + method.path("differs").asText(),
                "- Result: " + method.path("result").asText()));
        if (method.has("missing")) {
            lines.add("- Not in the cases: " + method.path("missing").asText());
        }
        return lines;
    }

    private static String names(JsonNode method) {
        return texts(method.path("solvers")).stream()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    }

    static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    private static List<String> texts(JsonNode array, String field) {
        return stream(array).map(node -> node.path(field).asText()).toList();
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
