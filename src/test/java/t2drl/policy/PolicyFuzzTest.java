package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.testing.Mutations;

/** Mutations of either file of a policy, as {@link PolicyTarget} wants them to end. */
class PolicyFuzzTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);

    @TempDir
    Path folder;

    private byte[] manifest;
    private byte[] weights;

    @BeforeEach
    void savePolicy() throws IOException {
        PolicyFiles.save(folder, PolicyTarget.policy(Family.SHARED, AgentKind.D3PG));
        manifest = Files.readAllBytes(folder.resolve(PolicyFiles.MANIFEST));
        weights = Files.readAllBytes(folder.resolve(PolicyFiles.WEIGHTS));
    }

    @Test
    void mutatedManifests() throws IOException {
        Random random = new Random(1);
        String text = new String(manifest, StandardCharsets.UTF_8);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = random.nextBoolean()
                    ? Mutations.bytes(manifest, random)
                    : Mutations.text(text, random).getBytes(StandardCharsets.UTF_8);
            Files.write(folder.resolve(PolicyFiles.MANIFEST), mutated);
            read += PolicyTarget.loads(folder, "manifest, round " + round) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    /** The manifest names the mutated weights' checksum, so that a reader looks further. */
    @Test
    void mutatedWeights() throws IOException {
        Random random = new Random(2);
        String text = new String(manifest, StandardCharsets.UTF_8);
        String checksum = PolicyTarget.crc32(weights);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = Mutations.bytes(weights, random);
            if (random.nextInt(4) == 0 && mutated.length >= 8) {
                ByteBuffer.wrap(mutated)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(random.nextLong() >>> random.nextInt(64));
            }
            Files.write(folder.resolve(PolicyFiles.WEIGHTS), mutated);
            Files.writeString(
                    folder.resolve(PolicyFiles.MANIFEST), text.replace(checksum, PolicyTarget.crc32(mutated)));
            read += PolicyTarget.loads(folder, "weights, round " + round) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    /** What Jazzer begins with. */
    @Test
    void theFuzzersSeeds() throws IOException {
        Path seeds = folder.resolve("seeds");
        PolicyTarget.main(new String[] {seeds.toString()});
        try (Stream<Path> files = Files.list(seeds)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(Family.values().length * AgentKind.values().length);
            for (Path seed : all) {
                byte[] input = Files.readAllBytes(seed);
                PolicyTarget.fuzzerTestOneInput(input);
                PolicyTarget.fuzzerTestOneInput(Arrays.copyOf(input, input.length / 2));
            }
        }
    }
}
