package dev.limpid.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.limpid.checkpoint.Checkpoint.Entry;
import dev.limpid.io.AtomicFile;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Writes the safetensors format. */
final class SafetensorsWriter {
    /** Where the values come from, one tensor at a time. */
    interface Values {
        Tensor of(String name, Entry entry) throws IOException;
    }

    /** That the disk is full, and the like: such a failure of the channel does not name its file. */
    private static final class WriteException extends IOException {
        private static final long serialVersionUID = 1L;

        WriteException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Entry> entries;
    private final Values values;
    private final Map<String, String> metadata;

    /** Writes the tensors of that order; the values must have the entries' types and shapes. */
    SafetensorsWriter(Map<String, Entry> entries, Values values, Map<String, String> metadata) {
        if (entries.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException(SafetensorsHeader.METADATA + " cannot be a tensor's name");
        }
        this.entries = entries;
        this.values = values;
        this.metadata = metadata;
    }

    static SafetensorsWriter of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        var entries = new LinkedHashMap<String, Entry>();
        tensors.forEach((name, tensor) -> entries.put(name, Entry.of(tensor.type(), tensor.shape())));
        return new SafetensorsWriter(
                entries,
                (name, entry) ->
                        Objects.requireNonNull(tensors.get(name)).detach().to(Device.CPU),
                metadata);
    }

    /** @throws IOException naming the file and the reason; a former file of that name is then untouched */
    void write(Path file) throws IOException {
        byte[] header = header();
        // In the same folder, so that the last step is a rename and nobody ever sees half a file.
        Path temporary = AtomicFile.part(file);
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writeTo(out, header);
                out.force(false); // before the rename, so that the name never stands for half a file
            }
            move(temporary, file);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot write " + file + ": there is no such folder", e);
        } catch (AccessDeniedException e) {
            throw new IOException("cannot write " + file + ": permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException("cannot write " + file + ": " + e.getReason(), e);
        } catch (WriteException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void writeTo(FileChannel out, byte... header) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        writeAll(out, length.putLong(header.length).flip());
        writeAll(out, ByteBuffer.wrap(header));
        for (Map.Entry<String, Entry> named : entries.entrySet()) {
            try (var scope = Scope.open()) {
                Tensor tensor = values.of(named.getKey(), named.getValue()).contiguous();
                long bytes = tensor.count() * tensor.type().bytes();
                for (long done = 0; done < bytes; ) {
                    done += writeAll(out, tensor.bytes(done));
                }
            }
        }
    }

    private byte[] header() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            root.set(SafetensorsHeader.METADATA, JSON.valueToTree(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, Entry> named : entries.entrySet()) {
            Entry entry = named.getValue();
            long end = offset + entry.count() * entry.type().bytes();
            ObjectNode node = root.putObject(named.getKey()).put("dtype", typeName(entry.type()));
            node.set("shape", JSON.valueToTree(entry.shape()));
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String text = JSON.writeValueAsString(root);
        // Padded with spaces, so that the arrays begin at a multiple of eight.
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
    }

    private static String typeName(DType type) {
        for (Map.Entry<String, DType> known : SafetensorsHeader.TYPES.entrySet()) {
            if (known.getValue() == type) {
                return known.getKey();
            }
        }
        throw new IllegalArgumentException("tensors of type " + type + " cannot be written as safetensors");
    }

    private static int writeAll(FileChannel out, ByteBuffer from) throws IOException {
        int bytes = from.remaining();
        while (from.hasRemaining()) {
            try {
                out.write(from);
            } catch (IOException e) {
                throw new WriteException(e);
            }
        }
        return bytes;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
