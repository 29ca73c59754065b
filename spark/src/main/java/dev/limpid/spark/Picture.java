package dev.limpid.spark;

import java.io.Serializable;
import java.util.Map;

/**
 * A picture to restore.
 *
 * @param file its path where nodes see it as a file, else its address, such as {@code s3a://bucket/a.png}
 * @param name folder of its result below the output, with slashes
 * @param own what its row of a manifest says beside: a task, values of options
 * @param base the file whose folder paths of {@code own} are relative to
 */
record Picture(String file, String name, Map<String, String> own, String base) implements Serializable {
    private static final long serialVersionUID = 1L;

    Picture {
        own = Map.copyOf(own);
    }
}
