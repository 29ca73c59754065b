package dev.limpid.experiment;

import dev.limpid.io.FoundPictures;
import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The two ways in which another program may name its pictures: by the number in the experiment, or as the clean pictures are named.
 *
 * @param numbers from a number's text to the number
 * @param stems from a clean picture's name without its ending to its number; names that two of them have are left out
 */
record PictureNames(Map<String, Integer> numbers, Map<String, Integer> stems) {
    static PictureNames of(List<Path> clean) {
        var numbers = new HashMap<String, Integer>();
        var stems = new HashMap<String, Integer>();
        Set<String> twice = new HashSet<>();
        for (int i = 0; i < clean.size(); i++) {
            numbers.put(Integer.toString(i), i);
            if (stems.putIfAbsent(stem(clean.get(i)), i) != null) {
                twice.add(stem(clean.get(i)));
            }
        }
        stems.keySet().removeAll(twice);
        return new PictureNames(numbers, stems);
    }

    /** A file's name without its ending. */
    static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    /**
     * The pictures of a folder by their numbers, by the names that more of them have.
     *
     * @throws InvalidRequestException in one line, if both ways of naming fit equally well, or a picture is there twice
     */
    Map<Integer, Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        List<Path> pictures = FoundPictures.below(folder).pictures().stream()
                .filter(file -> folder.equals(file.getParent()))
                .toList();
        Map<Integer, Path> byNumber = named(pictures, numbers);
        Map<Integer, Path> byStem = named(pictures, stems);
        if (byNumber.size() == byStem.size() && !byNumber.equals(byStem)) {
            throw new InvalidRequestException(folder + ": " + byNumber.size()
                    + " pictures are named by numbers of the experiment's pictures, and as many by names of clean ones: use"
                    + " other names for the clean ones");
        }
        return byNumber.size() > byStem.size() ? byNumber : byStem;
    }

    private static Map<Integer, Path> named(List<Path> pictures, Map<String, Integer> names) {
        var found = new TreeMap<Integer, Path>();
        for (Path file : pictures) {
            Integer number = names.get(stem(file));
            Path other = number == null ? null : found.put(number, file);
            if (other != null) {
                throw new InvalidRequestException(
                        file + ": is a second result of one picture beside " + other.getFileName());
            }
        }
        return new LinkedHashMap<>(found);
    }
}
