package dev.limpid.bench;

import java.util.Map;

/** Instruction sets that a process may use: variables of its environment that the libraries below the network read. */
final class Instructions {
    private Instructions() {}

    /**
     * By name: {@code native}, all of the processor's, or {@code avx2}, those of an older one.
     *
     * @throws IllegalArgumentException for other names
     */
    static Map<String, String> named(String name) {
        return switch (name) {
            case "native" -> Map.of();
            case "avx2" ->
                Map.of(
                        "ONEDNN_MAX_CPU_ISA",
                        "AVX2",
                        "DNNL_MAX_CPU_ISA",
                        "AVX2",
                        "ATEN_CPU_CAPABILITY",
                        "avx2",
                        "OPENBLAS_CORETYPE",
                        "Haswell",
                        "MKL_ENABLE_INSTRUCTIONS",
                        "AVX2");
            default -> throw new IllegalArgumentException("--instructions takes native or avx2, got " + name);
        };
    }
}
