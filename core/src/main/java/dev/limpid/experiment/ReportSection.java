package dev.limpid.experiment;

import dev.limpid.experiment.HtmlTable.Order;
import java.util.List;

/**
 * A table of a report that some problems have, with the sentences about it.
 *
 * @param before a paragraph
 * @param table rows of as many cells each, the first one the head
 * @param orders of the columns with numbers, which are all but the first
 * @param after a paragraph, may be empty
 */
record ReportSection(String before, List<List<String>> table, List<Order> orders, String after) {
    ReportSection {
        table = List.copyOf(table);
        orders = List.copyOf(orders);
    }

    String markdown() {
        return before + "\n\n" + MarkdownTable.of(table) + "\n" + (after.isEmpty() ? "" : after + "\n\n");
    }

    Html html() {
        var html = new Html().paragraph(before).add(HtmlTable.of(table, orders).html());
        return after.isEmpty() ? html : html.paragraph(after);
    }
}
