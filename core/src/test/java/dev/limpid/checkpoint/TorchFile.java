package dev.limpid.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Writes zip archives as torch.save does: stored, in one folder. Records of zeros are left as holes and need no disk.
 */
final class TorchFile implements AutoCloseable {
    private final RandomAccessFile out;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int entries;
    private int method;
    private byte[] extra = new byte[0];
    private boolean zip64;
    private int flags;
    private byte[] footer = new byte[0];

    TorchFile(Path file) throws IOException {
        out = new RandomAccessFile(file.toFile(), "rw");
        out.setLength(0);
    }

    /** A file with that pickle and one record of values for each array. */
    static Path write(Path file, byte[] pickle, byte[]... records) throws IOException {
        try (var zip = new TorchFile(file)) {
            zip.add("archive/data.pkl", pickle);
            for (int i = 0; i < records.length; i++) {
                zip.add("archive/data/" + i, records[i]);
            }
            zip.version("archive");
        }
        return file;
    }

    /** Marks what follows as deflated, truthfully or not. */
    TorchFile method(int method) {
        this.method = method;
        return this;
    }

    /** Writes lengths and positions of the directory as archives beyond 4 GB do. */
    TorchFile zip64() {
        zip64 = true;
        return this;
    }

    TorchFile add(String name, byte... content) throws IOException {
        return add(name, content.length, content);
    }

    /** The entry that every archive of torch.save ends with. */
    TorchFile version(String folder) throws IOException {
        return add(folder + "/version", (byte) '3', (byte) '\n');
    }

    /** Writes an extra field of that kind into the local headers that follow. */
    TorchFile extra(int id, byte... content) {
        extra = little(4 + content.length)
                .putShort((short) id)
                .putShort((short) content.length)
                .put(content)
                .array();
        return this;
    }

    /** Flags of both headers of the entries that follow. */
    TorchFile flags(int flags) {
        this.flags = flags;
        return this;
    }

    /** Bytes behind the content of every entry that follows, such as a data descriptor. */
    TorchFile footer(byte... footer) {
        this.footer = footer;
        return this;
    }

    /** Bytes that belong to no entry. */
    TorchFile hole(int length) throws IOException {
        byte[] bytes = Arrays.copyOf(new byte[] {(byte) 0x50, (byte) 0x4b}, length);
        out.write(bytes);
        return this;
    }

    TorchFile addZeros(String name, long length) throws IOException {
        return add(name, length);
    }

    private TorchFile add(String name, long length, byte... content) throws IOException {
        long offset = out.getFilePointer();
        int crc = crc(length, content);
        out.write(local(name, length, crc));
        out.write(content);
        out.seek(out.getFilePointer() + length - content.length);
        out.write(footer);
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int extra = zip64 ? 28 : 0;
        directory.writeBytes(little(46 + text.length)
                .putInt(0x02014b50)
                .putInt(0)
                .putShort((short) flags)
                .putShort((short) method)
                .putInt(0)
                .putInt(crc)
                .putInt(zip64 ? -1 : (int) length)
                .putInt(zip64 ? -1 : (int) length)
                .putShort((short) text.length)
                .putShort((short) extra)
                .put(new byte[10])
                .putInt(zip64 ? -1 : (int) offset)
                .put(text)
                .array());
        if (zip64) {
            directory.writeBytes(little(extra)
                    .putShort((short) 1)
                    .putShort((short) 24)
                    .putLong(length)
                    .putLong(length)
                    .putLong(offset)
                    .array());
        }
        entries++;
        return this;
    }

    /** The checksum of the content and the zeros that follow it. */
    private static int crc(long length, byte... content) {
        var crc = new CRC32();
        crc.update(content);
        var zeros = new byte[1 << 20];
        for (long left = length - content.length; left > 0; left -= zeros.length) {
            crc.update(zeros, 0, (int) Math.min(left, zeros.length));
        }
        return (int) crc.getValue();
    }

    private byte[] local(String name, long length, int crc) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] fields = zip64 ? wide(length) : extra;
        return little(30 + text.length + fields.length)
                .putInt(0x04034b50)
                .putShort((short) 0)
                .putShort((short) flags)
                .putShort((short) method)
                .putInt(0)
                .putInt(crc)
                .putInt(zip64 ? -1 : (int) length)
                .putInt(zip64 ? -1 : (int) length)
                .putShort((short) text.length)
                .putShort((short) fields.length)
                .put(text)
                .put(fields)
                .array();
    }

    private static byte[] wide(long length) {
        return little(20)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(length)
                .putLong(length)
                .array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        long offset = out.getFilePointer();
        out.write(directory.toByteArray());
        if (zip64) {
            writeZip64End(offset, out.getFilePointer());
        }
        out.write(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) entries)
                .putShort((short) entries)
                .putInt(zip64 ? -1 : directory.size())
                .putInt(zip64 ? -1 : (int) offset)
                .array());
        out.close();
    }

    private void writeZip64End(long offset, long end) throws IOException {
        out.write(little(56)
                .putInt(0x06064b50)
                .putLong(44)
                .put(new byte[12])
                .putLong(entries)
                .putLong(entries)
                .putLong(directory.size())
                .putLong(offset)
                .array());
        out.write(little(20).putInt(0x07064b50).putInt(0).putLong(end).putInt(1).array());
    }
}
