package dev.limpid.imagej;

import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slices that were restored, and whatever was said of them. */
final class Restored {
    private final Map<Integer, ImageProcessor> pixels = new TreeMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();
    private final List<String> remarks = new ArrayList<>();
    private final Map<Integer, ImageProcessor> unfinished = new LinkedHashMap<>();
    private @Nullable String record;

    /** Takes a finished slice, from 1. */
    void finished(int slice, ImageProcessor result) {
        pixels.put(slice, result);
    }

    /** Takes the estimate that a slice had reached when it was stopped. */
    void stopped(int slice, ImageProcessor soFar) {
        unfinished.put(slice, soFar);
    }

    void failed(int slice, String message) {
        failures.put(slice, message);
    }

    /** Takes a remark. Returns whether it is new. */
    boolean remark(String text) {
        return !remarks.contains(text) && remarks.add(text);
    }

    /** Takes the record of a slice; the first is kept, for the others differ in hashes and times. */
    void record(String json) {
        record = record == null ? json : record;
    }

    /** Whether there is anything to show. */
    boolean isEmpty() {
        return pixels.isEmpty() && unfinished.isEmpty();
    }

    boolean isFinished(int slice) {
        return pixels.containsKey(slice);
    }

    /** The result of a slice, or the estimate that it had reached; null where there is none. */
    @Nullable
    ImageProcessor of(int slice) {
        return pixels.getOrDefault(slice, unfinished.get(slice));
    }

    /** Any of the results, which all have one size. */
    ImageProcessor any() {
        return pixels.isEmpty()
                ? unfinished.values().iterator().next()
                : pixels.values().iterator().next();
    }

    /** The failures in one line; empty where there are none. */
    String failure() {
        if (failures.isEmpty()) {
            return "";
        }
        String first = failures.values().iterator().next();
        return failures.size() == 1 ? first : first + " (and " + (failures.size() - 1) + " more slices failed)";
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** The record of a run, as JSON; empty where no slice was finished. */
    String record() {
        return record == null ? "" : record;
    }
}
