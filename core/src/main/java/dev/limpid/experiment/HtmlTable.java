package dev.limpid.experiment;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table of a page that a click on any head sorts. The page's script sorts by the attribute {@code data-value}; cells without one stay
 * last.
 *
 * @param heads of the columns
 * @param rows as many cells each as there are heads
 */
record HtmlTable(List<Head> heads, List<List<Cell>> rows) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d[\\d,]*(\\.\\d+)?");

    /** The sense of a column, which is the order of its first sort. */
    enum Order {
        HIGHER_FIRST,
        LOWER_FIRST,
        TEXT;

        static Order of(boolean higherIsBetter) {
            return higherIsBetter ? HIGHER_FIRST : LOWER_FIRST;
        }
    }

    /** The head of a column. */
    record Head(String label, Order order) {
        static Head text(String label) {
            return new Head(label, Order.TEXT);
        }

        static Head number(String label, boolean higherIsBetter) {
            return new Head(label, Order.of(higherIsBetter));
        }
    }

    /**
     * One cell.
     *
     * @param text to be read; its last character may be a mark that {@code spoken} tells
     * @param value to sort by, empty: none
     * @param style class of the style sheet, may be empty
     * @param spoken words for those who do not see the style; may be empty
     */
    record Cell(String text, String value, String style, String spoken) {
        static Cell text(String text) {
            return new Cell(text, text, "", "");
        }

        static Cell number(String text, double value, String style, String spoken) {
            return new Cell(text, Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.9g", value), style, spoken);
        }

        /** A text that begins with a number, by which it is sorted. */
        static Cell leading(String text) {
            Matcher number = NUMBER.matcher(text);
            return new Cell(text, number.lookingAt() ? number.group().replace(",", "") : "", "", "");
        }
    }

    HtmlTable {
        heads = List.copyOf(heads);
        rows = List.copyOf(rows);
    }

    /**
     * A table of texts whose first row is the head and whose first column names the rows; the other cells begin with numbers.
     *
     * @param orders of the other columns
     */
    static HtmlTable of(List<List<String>> table, List<Order> orders) {
        List<String> first = table.get(0);
        List<Head> heads = IntStream.range(0, first.size())
                .mapToObj(i -> new Head(first.get(i), i == 0 ? Order.TEXT : orders.get(i - 1)))
                .toList();
        List<List<Cell>> rows = table.subList(1, table.size()).stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> i == 0 ? Cell.text(row.get(i)) : Cell.leading(row.get(i)))
                        .toList())
                .toList();
        return new HtmlTable(heads, rows);
    }

    Html html() {
        var html = new Html();
        // The box scrolls, so that wide tables leave the page's width alone; it must be reachable by keys for that.
        html.open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", "Table");
        html.open("table", "class", "sortable").open("thead").open("tr");
        heads.forEach(head -> html.open("th", "scope", "col", "data-order", name(head.order()), "aria-sort", "none")
                .element("button", head.label(), "type", "button")
                .close());
        html.close().close().line().open("tbody");
        rows.forEach(row -> add(html, row));
        return html.close().close().close().line();
    }

    private static String name(Order order) {
        return order.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void add(Html html, List<Cell> row) {
        html.open("tr");
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            if (i == 0) {
                html.element("th", cell.text(), "scope", "row", "data-value", cell.value());
                continue;
            }
            html.open("td", "class", cell.style(), "data-value", cell.value()).text(cell.text());
            if (!cell.spoken().isEmpty()) {
                html.element("span", " " + cell.spoken(), "class", "spoken");
            }
            html.close();
        }
        html.close().line();
    }
}
