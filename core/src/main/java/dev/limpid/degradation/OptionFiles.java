package dev.limpid.degradation;

import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that options name: most are read for each picture, large ones once for all pictures of a run. */
public final class OptionFiles {
    private final ReadLimits limits;
    private final Map<Path, Option.Shared> shared = new HashMap<>();

    /** @param limits what a file may claim */
    public OptionFiles(ReadLimits limits) {
        this.limits = limits;
    }

    public ReadLimits limits() {
        return limits;
    }

    /** Reads the large files among those that are named; their tensors belong to the scope that is open. */
    public void load(Values values) throws IOException {
        var large = new LinkedHashMap<Path, Option.Loader>();
        values.eachFile((option, path) -> {
            Option.Loader loader = option.file() == null ? null : option.file().loader();
            if (loader != null && !shared.containsKey(path)) {
                large.put(path, loader);
            }
        });
        for (Map.Entry<Path, Option.Loader> entry : large.entrySet()) {
            shared.put(entry.getKey(), entry.getValue().read(entry.getKey()));
        }
    }

    /**
     * The content of a large file.
     *
     * @throws IllegalStateException if it was not loaded
     */
    public <S extends Option.Shared> S shared(Path file, Class<S> type) {
        Option.@Nullable Shared found = shared.get(file);
        if (found == null) {
            throw new IllegalStateException(file + " was not loaded: call load() before the first picture");
        }
        return type.cast(found);
    }

    /** SHA-256 of every file that is named, by the key of its option. */
    public Map<String, String> hashes(Values values) throws IOException {
        var hashes = new LinkedHashMap<String, String>();
        for (Map.Entry<String, Path> entry : values.filesByHash().entrySet()) {
            Option.@Nullable Shared loaded = shared.get(entry.getValue());
            hashes.put(entry.getKey(), loaded == null ? Sha256.of(entry.getValue()) : loaded.sha256());
        }
        return hashes;
    }
}
