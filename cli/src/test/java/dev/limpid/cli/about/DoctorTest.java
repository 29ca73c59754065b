package dev.limpid.cli.about;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.job.Doctor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The doctor on this machine, in environments that it should remark upon. */
class DoctorTest {
    private final StringWriter out = new StringWriter();

    private boolean examine(Map<String, String> environment, boolean selfTest) throws IOException {
        var lines = new PrintWriter(out, true);
        return new Doctor(environment, finding -> lines.println(finding.line()), event -> {}).run(selfTest);
    }

    @Test
    void findsTheInstallationSound() throws IOException {
        assertThat(examine(Map.of("OMP_WAIT_POLICY", "passive", "GOMP_SPINCOUNT", "1000"), true))
                .isTrue();

        assertThat(out.toString())
                .containsPattern("ok    versions: Limpid .*, Java ")
                .containsPattern("ok    natives: LibTorch .* loaded")
                .containsPattern("devices: cpu")
                .contains("ok    waiting threads: OMP_WAIT_POLICY=passive, GOMP_SPINCOUNT=1000")
                .contains("ok    priors: photo, cats64")
                .containsPattern("ok    self-test: sample restored to 28\\.\\d\\d dB")
                .doesNotContain("FAIL");
    }

    @Test
    void remarksUponThreadsThatWouldSpin() throws IOException {
        assertThat(examine(Map.of(), false)).isTrue();

        assertThat(out.toString())
                .contains("hint  waiting threads: neither OMP_WAIT_POLICY nor GOMP_SPINCOUNT is set")
                .doesNotContain("self-test");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void remarksUponArraysThatComeAndGo() throws IOException {
        examine(Map.of("MALLOC_TRIM_THRESHOLD_", "9", "GLIBC_TUNABLES", "glibc.malloc.tcache_count=1"), false);
        assertThat(out.toString())
                .contains("hint  freed arrays: not set: MALLOC_MMAP_THRESHOLD_, MALLOC_ARENA_MAX,"
                        + " GLIBC_TUNABLES=glibc.malloc.hugetlb=1; ");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isContentWithArraysThatAreKept() throws IOException {
        examine(
                Map.of(
                        "MALLOC_MMAP_THRESHOLD_", "7",
                        "MALLOC_TRIM_THRESHOLD_", "9",
                        "MALLOC_ARENA_MAX", "1",
                        "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"),
                false);

        assertThat(out.toString())
                .contains("ok    freed arrays: MALLOC_MMAP_THRESHOLD_=7, MALLOC_TRIM_THRESHOLD_=9, MALLOC_ARENA_MAX=1,"
                        + " GLIBC_TUNABLES=glibc.malloc.hugetlb=1");
    }

    @Test
    void remarksUponAnotherNumberOfThreads() throws IOException {
        examine(Map.of("OMP_NUM_THREADS", "77"), false);

        assertThat(out.toString()).contains("hint  threads: OMP_NUM_THREADS=77 on ");
    }
}
