package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Summarises rows of results: means with standard deviations, and paired differences with their 95 % intervals.
 *
 * @param rows those that count; a method's numbers are those of its own pictures
 * @param quantities the numbers to report
 */
public record ResultReport(List<ResultRow> rows, List<Quantity> quantities) {
    private static final String NOTHING = "–";

    public ResultReport {
        rows = List.copyOf(rows);
        quantities = List.copyOf(quantities);
    }

    /** A report of a whole table. */
    public static ResultReport of(ResultTable table) {
        return new ResultReport(table.rows(), table.quantities());
    }

    /** The number of a method on the picture of that number in the experiment; empty where there is none. */
    Optional<Double> value(String task, int number, String method, Quantity quantity) {
        return numbers(task, method, quantity).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(number + ":"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The spread of a method's numbers over the pictures for which it has one. */
    public Spread spread(String task, String method, Quantity quantity) {
        return Spread.of(toArray(numbers(task, method, quantity).values()));
    }

    /**
     * The numbers of a method less those of another one, on the pictures for which both have one.
     *
     * @return empty if there is no such picture
     */
    public Optional<PairedDifference> difference(String task, String reference, String method, Quantity quantity) {
        Map<String, Double> theirs = numbers(task, reference, quantity);
        Map<String, Double> own = numbers(task, method, quantity);
        own.keySet().retainAll(theirs.keySet());
        theirs.keySet().retainAll(own.keySet());
        // The pictures may have been measured in different orders.
        List<Double> matched = own.keySet().stream().map(theirs::get).toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(PairedDifference.of(toArray(matched), toArray(own.values())));
    }

    /** The number in the middle of a method's numbers; empty where there is none. */
    OptionalDouble median(String task, String method, Quantity quantity) {
        double[] sorted = toArray(numbers(task, method, quantity).values());
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** How many pictures a method has been measured on. */
    int pictures(String task, String method) {
        return rowsOf(task, method).size();
    }

    /** The numbers of several methods on every picture for which all of them have one, in the methods' order. */
    List<double[]> matched(String task, List<String> methods, Quantity quantity) {
        List<Map<String, Double>> all =
                methods.stream().map(method -> numbers(task, method, quantity)).toList();
        return all.get(0).keySet().stream()
                .filter(picture -> all.stream().allMatch(numbers -> numbers.containsKey(picture)))
                .map(picture -> toArray(
                        all.stream().map(numbers -> numbers.get(picture)).toList()))
                .toList();
    }

    /** A table in Markdown with a line for each method: its pictures, and each quantity as mean ± standard deviation. */
    public String means(String task, List<String> methods) {
        var table = new ArrayList<List<String>>();
        table.add(head(task));
        for (String method : methods) {
            var line = new ArrayList<>(List.of(method, count(pictures(task, method))));
            quantities.forEach(quantity -> line.add(text(spread(task, method, quantity), quantity)));
            table.add(line);
        }
        return MarkdownTable.of(table);
    }

    /**
     * A table in Markdown with a line for each method but the reference: each quantity less that of the reference, the mean of the
     * paired differences ± half of its 95 % interval; better or worse where the interval does not hold 0.
     */
    public String differences(String task, String reference, List<String> methods) {
        var table = new ArrayList<List<String>>();
        table.add(head(task + ", less " + reference));
        for (String method : methods) {
            if (!method.equals(reference)) {
                Set<String> shared = rowsOf(task, method).keySet();
                shared.retainAll(rowsOf(task, reference).keySet());
                var line = new ArrayList<>(List.of(method, count(shared.size())));
                quantities.forEach(quantity -> line.add(difference(task, reference, method, quantity)
                        .map(d -> text(d, quantity))
                        .orElse(NOTHING)));
                table.add(line);
            }
        }
        return MarkdownTable.of(table);
    }

    /**
     * A table in Markdown with a line for each method that has numbers: its pictures, every quantity as mean ± standard deviation, and for those that are
     * compared a second column with the mean of the paired differences from the reference ± half of its 95 % interval, marked where the
     * interval does not hold 0.
     *
     * @param compared some of the quantities
     */
    public String compared(String task, String reference, List<String> methods, List<Quantity> compared) {
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("solver", "pictures"));
        quantities.forEach(quantity -> {
            head.add(quantity.head());
            if (compared.contains(quantity)) {
                head.add("less " + reference);
            }
        });
        table.add(head);
        for (String method : methods) {
            int pictures = pictures(task, method);
            if (pictures == 0) {
                continue;
            }
            var line = new ArrayList<>(List.of(method, count(pictures)));
            for (Quantity quantity : quantities) {
                line.add(text(spread(task, method, quantity), quantity));
                if (compared.contains(quantity)) {
                    line.add(
                            method.equals(reference)
                                    ? NOTHING
                                    : difference(task, reference, method, quantity)
                                            .map(d -> marked(d, quantity))
                                            .orElse(NOTHING));
                }
            }
            table.add(line);
        }
        return MarkdownTable.of(table);
    }

    /** A difference with its interval, and a mark where it is better or worse. */
    static String marked(PairedDifference d, Quantity quantity) {
        String mean = quantity.signed(d.mean());
        if (Double.isNaN(d.half())) {
            return mean;
        }
        String interval = mean + " ± " + quantity.number(d.half());
        return interval + verdict(d, quantity, " ▲", " ▼");
    }

    /** One of two words for a difference; neither where its interval holds 0, or no end is the better one. */
    static String verdict(PairedDifference d, Quantity quantity, String better, String worse) {
        if (d.sign() == 0 || quantity.better() == Better.NEITHER) {
            return "";
        }
        return d.mean() > 0 == quantity.higherIsBetter() ? better : worse;
    }

    /** One row on one line, with the numbers that it has. */
    public String line(ResultRow row) {
        var line = new ArrayList<>(List.of(row.task(), row.picture(), row.method()));
        quantities.forEach(quantity -> {
            double value = row.values().getOrDefault(quantity.key(), Double.NaN);
            if (!Double.isNaN(value)) {
                line.add(quantity.label() + " " + quantity.text(value));
            }
        });
        return String.join("  ", line);
    }

    private List<String> head(String first) {
        var head = new ArrayList<>(List.of(first, "pictures"));
        quantities.forEach(quantity -> head.add(quantity.head()));
        return head;
    }

    /** A mean with its deviation; a dash where there is none. */
    static String text(Spread spread, Quantity quantity) {
        if (spread.count() == 0) {
            return NOTHING;
        }
        String mean = quantity.number(spread.mean());
        // Counts that are the same for every picture have no spread to tell.
        return spread.deviation() > 0 ? mean + " ± " + quantity.number(spread.deviation()) : mean;
    }

    private static String text(PairedDifference d, Quantity quantity) {
        String mean = quantity.signed(d.mean());
        if (Double.isNaN(d.half())) {
            return mean;
        }
        return mean + " ± " + quantity.number(d.half()) + verdict(d, quantity, " better", " worse");
    }

    private static String count(int count) {
        return Integer.toString(count);
    }

    /** A method's rows by picture, the first of each; sorted, so that no sum depends on the order of the measurements. */
    private Map<String, ResultRow> rowsOf(String task, String method) {
        var found = new TreeMap<String, ResultRow>();
        rows.stream()
                .filter(row -> row.task().equals(task) && row.method().equals(method))
                .forEach(row -> found.putIfAbsent(row.picture(), row));
        return found;
    }

    /** A method's numbers by picture, without those that were not measured. */
    private Map<String, Double> numbers(String task, String method, Quantity quantity) {
        var numbers = new LinkedHashMap<String, Double>();
        rowsOf(task, method).forEach((picture, row) -> {
            Double value = row.values().get(quantity.key());
            if (value != null && !value.isNaN()) {
                numbers.put(picture, value);
            }
        });
        return numbers;
    }

    private static double[] toArray(Collection<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
