package t2drl.testing;

import java.nio.file.Path;
import java.util.Arrays;
import t2drl.policy.PolicyEngine;

public final class EmbeddingExample {
    public static void main(String[] args) {
        PolicyEngine engine = PolicyEngine.load(Path.of(args[0])); // the folder of a run
        int cached = engine.cacheForPopularity(2); // once a frame: bit m is on if model m is to be cached
        double[] gainDb = {-95.2, -108.4, -101}; // once a slot: three users
        double[] inputBits = {4e6, 2e6, 6e6};
        double[] outputBits = {1e7, 5e6, 2e7};
        int[] model = {0, 3, 4};
        float[] bandwidth = new float[3];
        float[] compute = new float[3];
        engine.decide(gainDb, inputBits, outputBits, model, cached, bandwidth, compute);
        System.out.println(Arrays.toString(bandwidth) + " " + Arrays.toString(compute));
    }
}
