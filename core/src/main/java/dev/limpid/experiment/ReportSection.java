package dev.limpid.experiment;

import java.util.List;

/**
 * A table of a report that some problems have, with the sentences about it.
 *
 * @param before a paragraph
 * @param table rows of as many cells each, the first one the head
 * @param after a paragraph, may be empty
 */
record ReportSection(String before, List<List<String>> table, String after) {
    ReportSection {
        table = List.copyOf(table);
    }

    String markdown() {
        return before + "\n\n" + MarkdownTable.of(table) + "\n" + (after.isEmpty() ? "" : after + "\n\n");
    }

    Html html() {
        var html = new Html().paragraph(before).add(HtmlTable.of(table).html());
        return after.isEmpty() ? html : html.paragraph(after);
    }
}
