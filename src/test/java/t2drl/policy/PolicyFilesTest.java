package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

class PolicyFilesTest {
    private static final Scenario SCENARIO = Scenario.defaults();

    @TempDir
    Path folder;

    private Policy policy;

    @BeforeEach
    void savePolicy() {
        policy = policy(1);
        PolicyFiles.save(folder, policy);
    }

    @Test
    void loadsWhatItSaved() {
        Policy loaded = PolicyFiles.load(folder);

        assertThat(loaded.manifest()).isEqualTo(policy.manifest());
        assertThat(loaded.parameters()).usingRecursiveComparison().isEqualTo(policy.parameters());
        assertThat(folder).isDirectoryNotContaining(f -> f.toString().endsWith(".partial"));
    }

    @Test
    void listsTheModelsOfEveryCacheSet() {
        Scenario small = SCENARIO.with(s -> {
            s.models = 3;
            s.modelSizeGb = new double[] {1, 2, 3};
            s.cacheCapacityGb = 3;
        });

        assertThat(Manifest.modelsOf(new CacheSets(small), 3))
                .containsExactly(List.of(), List.of(0), List.of(1), List.of(0, 1), List.of(2));
    }

    @Test
    void namesTensorsAsPyTorchDoes() {
        assertThat(Safetensors.read(folder.resolve(PolicyFiles.WEIGHTS)))
                .extracting(Tensor::name)
                .contains("actor.net.2.pool.weight", "critic1.net.4.bias", "q.0.weight", "flat.step.2.bias");
    }

    @Test
    void refusesTheWeightsOfAnotherRun(@TempDir Path other) throws IOException {
        PolicyFiles.save(other, policy(2));
        Files.copy(
                other.resolve(PolicyFiles.WEIGHTS),
                folder.resolve(PolicyFiles.WEIGHTS),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> PolicyFiles.load(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("do not belong together");
    }

    @ParameterizedTest
    @ValueSource(strings = {PolicyFiles.WEIGHTS, PolicyFiles.MANIFEST})
    void refusesAMissingFile(String name) throws IOException {
        Files.delete(folder.resolve(name));

        assertThatThrownBy(() -> PolicyFiles.load(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format_version\" : 2 | \"format_version\" : 1 | format version '1'",
                "\"hidden\" : 5 | \"hidden\" : 6 | should have shape",
                "\"hidden\" : 5 | \"hidden\" : -5 | should have shape",
                "\"hidden\" : 5 | \"hidden\" : 2000000000 | impossibly large",
                "\"hidden\" : 5 | \"hidden\" : 5.5 | networks.actor.hidden",
                "\"hidden\" : 5 | \"hidden\" : \"5\" | networks.actor.hidden",
                "\"prediction\" : \"noise\" | \"prediction\" : \"loud\" | networks.actor.prediction",
                "\"prediction\" : \"noise\" | \"foresight\" : \"noise\" | networks.actor.prediction",
                "\"kind\" : \"shared_chain\" | \"kind\" : \"java.lang.Object\" | networks",
                "\"actor\" : { | \"performer\" : { | performer.net.1.weight",
                "\"gain_db\" : 10.0 | \"gain_db\" : true | feature_scale.gain_db",
                "\"seed\" : 1 | \"sed\" : 1, \"seed\" : 1 | training.sed",
                "\"seed\" : 1, |  | training.seed",
                "{ | [ | is not a JSON object",
            })
    void aManifestThatDisagreesIsOneSentence(String text, String replacement, String message) throws IOException {
        Path file = folder.resolve(PolicyFiles.MANIFEST);
        String json = Files.readString(file);
        assertThat(json).contains(text);
        int at = json.indexOf(text);
        Files.writeString(
                file,
                json.substring(0, at) + (replacement == null ? "" : replacement) + json.substring(at + text.length()));

        assertThatThrownBy(() -> PolicyFiles.load(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n", "Exception");
    }

    @Test
    void refusesTensorsThatNoNetworkOwns() {
        Map<String, NetworkShape> fewer = new LinkedHashMap<>(policy.manifest().networks());
        fewer.remove("q");
        Path weights = folder.resolve(PolicyFiles.WEIGHTS);
        byte[] all = Safetensors.bytesOf(weights, Safetensors.MAX_FILE_BYTES);
        PolicyFiles.save(folder, new Policy(manifest(1, fewer), policy.parameters()));
        t2drl.common.AtomicFiles.write(weights, all);

        assertThatThrownBy(() -> PolicyFiles.load(folder)).isInstanceOf(UserException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aMutatedManifestIsReadOrRefusedInOneSentence(long seed) throws IOException {
        Random random = new Random(seed);
        Path file = folder.resolve(PolicyFiles.MANIFEST);
        byte[] sound = Files.readAllBytes(file);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = sound.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
            Throwable thrown = catchThrowable(() -> PolicyFiles.load(folder));
            if (thrown != null) {
                assertThat(thrown)
                        .as("seed %d, round %d", seed, round)
                        .isInstanceOf(UserException.class)
                        .message()
                        .doesNotContain("\n", "Exception");
            }
        }
    }

    private static Policy policy(long seed) {
        Map<String, NetworkShape> networks = new LinkedHashMap<>();
        networks.put(
                "actor",
                new SharedChainShape(3, 14, 5, 4, Activation.RELU, new NoiseSchedule(3, 0.1, 10), Prediction.NOISE));
        networks.put("critic1", new SharedShape(3, 16, 5, 1, Activation.RELU, Activation.IDENTITY));
        networks.put("flat", new ChainShape(6, 4, 5, 4, Activation.MISH, new NoiseSchedule(5, 0.1, 10)));
        networks.put("q", new MlpShape(3, 7, 4, Activation.MISH, Activation.IDENTITY));
        Random random = new Random(seed);
        Map<String, float[]> parameters = new LinkedHashMap<>();
        networks.forEach((name, shape) -> {
            float[] values = new float[shape.layout().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            parameters.put(name, values);
        });
        return new Policy(manifest(seed, networks), parameters);
    }

    private static Manifest manifest(long seed, Map<String, NetworkShape> networks) {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                networks,
                Manifest.Features.ofThisProgram(),
                new Manifest.Moments(-3.1, 0.8),
                Manifest.modelsOf(new CacheSets(SCENARIO), SCENARIO.models()),
                Map.of("users", 15L),
                new Manifest.Training(seed, 2400, 71.5, "cpu", "t2drl 0.1.0", "25.0.3"));
    }
}
