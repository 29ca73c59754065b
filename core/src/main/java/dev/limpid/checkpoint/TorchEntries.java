package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.checkpoint.StoredZip.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The entries of an archive of torch.save, held against those that it writes: another entry could be read as another file.
 *
 * <p>Source: PyTorch, torch/serialization.py, {@code _save}, and caffe2/serialize/inline_container.cc, {@code
 * writeEndOfFile}.
 *
 * @param folder the archive's single top folder
 */
record TorchEntries(ByteSource bytes, Map<String, Range> records, String folder) {
    static final String PICKLE = "/data.pkl";
    static final String ARRAYS = "/data/";
    static final String BYTE_ORDER = "/byteorder";

    private static final List<String> VERSIONS = List.of("/version", "/.data/version");
    private static final List<String> NUMBERS =
            List.of("/.data/serialization_id", "/.format_version", "/.storage_alignment");

    /** Constants, code, and the code of mobile devices; PyTorch's own reader does not tell upper case from lower case. */
    private static final Pattern PROGRAM = Pattern.compile(
            "[^/]*/(constants\\.pkl|bytecode\\.pkl|code/.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** PyTorch writes 3 and reads up to 10. */
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]?\n?");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,40}\n?");
    private static final int MAX_TEXT = 64;

    /**
     * Names a program before anything else is found wrong with its archive: its code is compressed.
     *
     * @throws CheckpointException if the archive is one of torch.jit.save
     */
    static void requireNoProgram(String source, ZipDirectory directory) throws CheckpointException {
        for (ZipRecord record : directory.records()) {
            if (PROGRAM.matcher(record.name()).matches()) {
                throw new CheckpointException(
                        source,
                        "is a TorchScript program, which is code; only tensors are read: save the model's state_dict()");
            }
        }
    }

    /** @throws CheckpointException if an entry lies elsewhere, or torch.save writes none of that name */
    void requireNames() throws CheckpointException {
        for (String name : records.keySet()) {
            if (!name.startsWith(folder + "/")) {
                throw refused(entry(name) + " lies outside its folder " + PickleReader.printable(folder));
            }
            String inside = name.substring(folder.length());
            if (!inside.equals(PICKLE)
                    && !inside.startsWith(ARRAYS)
                    && !inside.equals(BYTE_ORDER)
                    && !VERSIONS.contains(inside)
                    && !NUMBERS.contains(inside)) {
                throw refused(entry(name) + " is none that torch.save writes");
            }
        }
    }

    /** @throws CheckpointException if an array belongs to no storage, or a small entry is not what PyTorch writes */
    void requireContents(Collection<Storage> storages) throws IOException {
        Set<String> named = new HashSet<>();
        storages.forEach(storage -> named.add(folder + ARRAYS + storage.key()));
        for (String name : records.keySet()) {
            if (name.startsWith(folder + ARRAYS) && !named.contains(name)) {
                throw refused(entry(name) + " belongs to no tensor");
            }
        }
        if (VERSIONS.stream().noneMatch(name -> records.containsKey(folder + name))) {
            throw refused(entry(folder + "/version") + " is missing");
        }
        for (String name : VERSIONS) {
            requireText(folder + name, VERSION, "no version of the format");
        }
        for (String name : NUMBERS) {
            requireText(folder + name, NUMBER, "no number");
        }
    }

    private void requireText(String name, Pattern pattern, String otherwise) throws IOException {
        Range range = records.get(name);
        if (range != null && !pattern.matcher(text(range)).matches()) {
            throw refused(entry(name) + " holds " + otherwise);
        }
    }

    /** The beginning of a small entry, longer than any that is allowed. */
    String text(Range range) throws IOException {
        int length = (int) Math.min(range.length(), MAX_TEXT);
        return new String(bytes.read(range.offset(), length).array(), StandardCharsets.US_ASCII);
    }

    private static String entry(String name) {
        return "the zip entry " + PickleReader.printable(name);
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
