package dev.limpid.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.UNetConfig;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
    @TempDir
    private Path folder;

    private final Program program = new Program();

    private int train(String... more) {
        var args = new ArrayList<>(
                List.of("train", "--data", folder.resolve("data").toString(), "--out", out().toString()));
        args.addAll(List.of(more));
        return program.run(args.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("prior.safetensors");
    }

    @Test
    void trainsASmallNetworkUnlessToldOtherwise() {
        assertThat(train()).isZero();

        TrainRequest request = program.request(TrainRequest.class);
        UNetConfig network = (UNetConfig) request.network().apply(3);
        TrainingPlan plan = request.plan().apply(network);
        assertThat(network.imageSize()).isEqualTo(64);
        assertThat(network.channelMult()).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(request.channels()).isEmpty();
        assertThat(plan.config().steps()).isEqualTo(20_000);
        assertThat(plan.checkEvery()).isEqualTo(1000);
        assertThat(plan.config().objective().augmentation().crop()).isEqualTo(Crop.RANDOM);
        assertThat(plan.config().bfloat16()).isFalse();
        assertThat(request.saveEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(request.files().folder()).isEqualTo(folder.resolve("prior.training"));
    }

    @Test
    void takesEveryOption() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "# never\na.png\n\n b/c.png \n");
        assertThat(train(
                        "--preset=tiny",
                        "--size=32",
                        "--channels=1",
                        "--width=64",
                        "--mult=1,2,2",
                        "--blocks=2",
                        "--attention=16,8",
                        "--steps=30",
                        "--batch=3",
                        "--accumulate=2",
                        "--rate=0.01",
                        "--warmup=4",
                        "--decay=0.5",
                        "--weight-decay=0.1",
                        "--ema=0.9",
                        "--clip=0",
                        "--min-snr=0",
                        "--crop=native",
                        "--flips=all",
                        "--held-out=0.1",
                        "--exclude=" + list,
                        "--save-minutes=0.5",
                        "--check-every=7",
                        "--seed=9",
                        "--precision=bfloat16"))
                .isZero();

        TrainRequest request = program.request(TrainRequest.class);
        UNetConfig network = (UNetConfig) request.network().apply(1);
        TrainingPlan plan = request.plan().apply(network);
        assertThat(network.numChannels()).isEqualTo(64);
        assertThat(network.channelMult()).containsExactly(1.0, 2.0, 2.0);
        assertThat(network.numResBlocks()).isEqualTo(2);
        assertThat(network.attentionResolutions()).containsExactly(16, 8);
        assertThat(request.channels()).contains(1);
        assertThat(request.excluded()).containsExactlyInAnyOrder("a.png", "b/c.png");
        assertThat(plan.config().accumulation()).isEqualTo(2);
        assertThat(plan.config().adam().decay()).isEqualTo(0.1);
        assertThat(plan.config().objective().settings()).containsEntry("min_snr", "0.0");
        assertThat(plan.config().bfloat16()).isTrue();
        assertThat(plan.config().objective().augmentation().flips()).isEqualTo(Flips.ALL);
        assertThat(plan.heldOut()).isEqualTo(0.1);
        assertThat(plan.checkEvery()).isEqualTo(7);
        assertThat(request.saveEvery()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void trainsALocalNetworkWithItsOwnDefaults() {
        assertThat(train("--network=local")).isZero();

        TrainRequest request = program.request(TrainRequest.class);
        LocalUNetConfig network = (LocalUNetConfig) request.network().apply(3);
        TrainingPlan plan = request.plan().apply(network);
        assertThat(network.widths()).containsExactly(32, 64, 128, 256);
        assertThat(network.blocks()).isEqualTo(2);
        assertThat(plan.config().rate().peak()).isEqualTo(3e-4);
        assertThat(plan.config().ema()).isEqualTo(0.9995);
        assertThat(plan.config().objective().settings()).containsEntry("patch", "64,96");
        assertThat(plan.config().objective().augmentation().flips()).isEqualTo(Flips.ALL);
        assertThat(plan.config().objective().weights()).isEqualTo(4_259_712);
    }

    @Test
    void takesEveryOptionOfALocalNetwork() {
        assertThat(train(
                        "--network=local",
                        "--size=large",
                        "--widths=8,16",
                        "--blocks=1",
                        "--unshuffle=1",
                        "--patch=48",
                        "--flips=none",
                        "--warmup=7"))
                .isZero();

        TrainRequest request = program.request(TrainRequest.class);
        LocalUNetConfig network = (LocalUNetConfig) request.network().apply(1);
        TrainingPlan plan = request.plan().apply(network);
        assertThat(network.widths()).containsExactly(8, 16);
        assertThat(network.blocks()).isEqualTo(1);
        assertThat(network.unshuffle()).isEqualTo(1);
        assertThat(network.colours()).isEqualTo(1);
        assertThat(plan.config().objective().settings()).containsEntry("patch", "48,48");
        assertThat(plan.config().objective().augmentation().flips()).isEqualTo(Flips.NONE);
        assertThat(plan.config().rate().warmup()).isEqualTo(7);
    }

    /** The help quotes the library's values. */
    @Test
    void itsHelpTellsTheDefaultsOfBothNetworks() {
        assertThat(program.run("train", "--help")).isZero();

        assertThat(program.out())
                .containsPattern("--rate +5.0E-4 +3.0E-4\\n")
                .containsPattern("--ema +0.999 +0.9995\\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--size=48 | a network's size must be 16, 32, 64, 128, ... pixels, got 48",
                "--preset=huge | 'huge' is none of tiny, small, base",
                "--crop=middle | 'middle' is none of native, whole, random",
                "--channels=2 | --channels takes auto, 1 or 3, got 2",
                "--steps=0 | steps must be positive, got 0",
                "--batch=-1 | batch must be positive, got -1",
                "--rate=0 | the learning rate must be positive",
                "--ema=1 | ema must be in [0, 1), got 1.0",
                "--held-out=1 | the held-out share must be in [0, 1), got 1.0",
                "--precision=half | --precision takes float32 or bfloat16, got half",
                "--save-minutes=-1 | --save-minutes takes 0 to 100000, got -1.0",
                "--exclude=nowhere.txt | --exclude nowhere.txt: no such file",
                "--width=33 | num_channels must be a positive multiple of 32, got 33",
                "--mult=0.01,1 | channel_mult times num_channels must be positive multiples of 32, got 0.01 times 32",
                "--attention=16,7 | attention is possible at 64, 32, 16, 8 pixels, the sides that the network's layers"
                        + " have; got 7",
                "--mult=1,2 --attention=16 | attention is possible at 64, 32 pixels",
                "--size=16 --mult=1,1,1,1,1,1 | a network of 6 widths halves its pictures 5 times; a side of 16 cannot be",
                "--blocks=65 | --blocks takes 1 to 64, got 65",
                "--width=320000 | a network has at most 2000 M weights; this one would have 425472201 M",
                "--config=a.yaml | --config describes the prior of --from",
                "--from=cats64 --config=nowhere.yaml | --config nowhere.yaml: no such file",
                "--resume | --resume: there is no training to go on with",
                "--batch=5000 | --batch and --accumulate take at most 4096",
                "--network=lokal | 'lokal' is none of unet, local",
                "--network=local --size=64 | --size takes small or large with --network local, got 64",
                "--size=small | --size takes 16, 32, 64, 128, ... pixels, got small",
                "--network=local --preset=small | --preset does not go with --network local",
                "--network=local --width=32 | --width does not go with --network local",
                "--network=local --mult=1,2 | --mult does not go with --network local",
                "--network=local --attention=16 | --attention does not go with --network local",
                "--network=local --min-snr=5 | --min-snr does not go with --network local",
                "--network=local --crop=native | --crop does not go with --network local",
                "--widths=32,64 | --widths does not go with --network unet",
                "--unshuffle=2 | --unshuffle does not go with --network unet",
                "--patch=64 | --patch does not go with --network unet",
                "--network=local --patch=64,97 | squares must be multiples of 16 pixels, got 97",
                "--network=local --patch=64,96,128 | --patch takes one or two numbers up to 1024, got 64,96,128",
                "--network=local --widths=0,4 | widths must be positive, got [0, 4]",
                "--network=local --widths=8192 | --widths takes at most 4096, got 8192",
                "--network=local --unshuffle=3 | unshuffle must be 1, 2 or 4, got 3",
                "--network=local --blocks=65 | --blocks takes 1 to 64, got 65",
                "--network=local --from=a.safetensors --size=large | --from says how the network is built",
                "--from=cats64 --channels=1 | --from says how the network is built",
                "--from=cats64 --size=32 | --from says how the network is built"
            })
    void refusesWhatIsImpossibleInOneLine(String options, String message) {
        assertThat(train(options.split(" "))).isEqualTo(2);

        assertThat(program.err()).contains(message);
        assertThat(program.err().lines().filter(line -> line.startsWith("limpid:")))
                .hasSize(1);
        assertThat(program.runner.requests).isEmpty();
    }

    @Test
    void refusesAListOfNamesInAnotherEncoding() throws IOException {
        Path list = Files.write(folder.resolve("list.txt"), new byte[] {'a', (byte) 0xe9, '\n'});

        assertThat(train("--exclude=" + list)).isEqualTo(2);

        assertThat(program.err()).contains("--exclude " + list + ": is not in UTF-8");
    }

    @Test
    void hasNoAttentionWhereItHasNoResolutionForIt() {
        assertThat(train("--mult=1,2")).isZero();

        TrainRequest request = program.request(TrainRequest.class);
        assertThat(((UNetConfig) request.network().apply(3)).attentionResolutions())
                .isEmpty();
    }

    @Test
    void doesNotTouchAPriorThatIsThere() throws IOException {
        Files.writeString(out(), "mine");

        assertThat(train()).isEqualTo(2);

        assertThat(program.err())
                .contains(out() + " is there already: --resume goes on with its training, another --out begins one");
        assertThat(out()).hasContent("mine");
    }

    @Test
    void doesNotWriteAmongFilesOfOthersNorOverWhatItReads() throws IOException {
        Path curves =
                Files.createDirectories(out().resolveSibling("prior.training")).resolve("steps.csv");
        Files.writeString(curves, "mine");

        assertThat(train()).isEqualTo(2);
        assertThat(program.err()).contains("holds files, such as steps.csv");
        assertThat(train("--force", "--exclude=" + curves)).isEqualTo(2);
        assertThat(program.err()).contains(curves + ", which is read; give another --out");
        assertThat(train("--force")).isZero();
    }

    @Test
    void aPriorsFileEndsInSafetensors() {
        assertThat(program.run("train", "--data", ".", "--out", "prior.pt")).isEqualTo(2);

        assertThat(program.err()).contains("--out prior.pt: a prior's file must end in .safetensors");
    }

    @Test
    void doesNotLearnFromItsOwnSamplesThroughALink(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), folder);

        assertThat(program.run("train", "--data", link.toString(), "--out", out().toString()))
                .isEqualTo(2);

        assertThat(program.err()).contains("--out " + out() + " lies in the folder of pictures " + link);
    }

    @Test
    void doesNotLearnFromItsOwnSamples() {
        assertThat(program.run("train", "--data", folder.toString(), "--out", out().toString()))
                .isEqualTo(2);

        assertThat(program.err()).contains("--out " + out() + " lies in the folder of pictures " + folder);
    }

    @Test
    void aTrainingThatDivergedIsAFailure() {
        program.runner.failedImages = 1;

        assertThat(train()).isEqualTo(1);
    }
}
