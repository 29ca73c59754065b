package dev.limpid.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of one method on one picture.
 *
 * @param task what was asked of the method, such as {@code inpainting}
 * @param picture which picture
 * @param method which method, prior or setting
 * @param values by the keys of their quantities; a number that was not measured is missing
 */
public record ResultRow(String task, String picture, String method, Map<String, Double> values) {
    public ResultRow {
        CsvLine.requireCell("task", task);
        CsvLine.requireCell("picture", picture);
        CsvLine.requireCell("method", method);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Whether it is the row of that task, picture and method. */
    boolean is(String ofTask, String ofPicture, String ofMethod) {
        return task.equals(ofTask) && picture.equals(ofPicture) && method.equals(ofMethod);
    }
}
