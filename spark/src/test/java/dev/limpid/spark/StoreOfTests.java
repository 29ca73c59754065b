package dev.limpid.spark;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A store that nodes do not see as files, over the local ones. Reading a picture named {@code deadly} ends the process at once, as a fault
 * in native code does; reading its size does not.
 */
public final class StoreOfTests extends RawLocalFileSystem {
    private static final int KILLED = 137;

    @Override
    public URI getUri() {
        return URI.create("store:///");
    }

    @Override
    public String getScheme() {
        return "store";
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        boolean sizes = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(".Sizes")));
        if (path.getName().startsWith("deadly") && !sizes) {
            Runtime.getRuntime().halt(KILLED);
        }
        return super.open(path, bufferSize);
    }
}
