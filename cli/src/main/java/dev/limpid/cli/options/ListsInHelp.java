package dev.limpid.cli.options;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.job.Jobs;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import java.util.List;
import java.util.ListResourceBundle;

/** Lists that help texts name, such as {@code ${bundle:tasks}}: asked from the library, so that they cannot age. */
public final class ListsInHelp extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
        return new Object[][] {
            {"tasks", or(Tasks.ALL.stream().map(Task::name).toList())},
            {"columns", String.join(", ", Jobs.COLUMNS)},
            {"solvers", or(Methods.ALL.stream().map(Method::name).toList())},
        };
    }

    /** Such as "a, b or c". */
    private static String or(List<String> names) {
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
