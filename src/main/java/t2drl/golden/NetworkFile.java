package t2drl.golden;

import java.util.List;
import java.util.function.Function;
import t2drl.kernel.Device;
import t2drl.kernel.Precision;

/** A golden file of the networks, losses and updates: finds the check for its kind. */
final class NetworkFile {
    /** The largest arrays that a check may ask for: far more than any useful file, and still in memory. */
    private static final long MOST_ELEMENTS = 1 << 28;

    private static final List<String> ROW_SIZES = List.of("batch", "users", "steps");
    private static final List<String> WIDTHS =
            List.of("hidden", "state", "features", "action", "actions", "embedding", "in", "out");

    private final GoldenNode file;
    private final Device device;
    private final Comparison comparison = new Comparison();

    private NetworkFile(GoldenNode file, Device device) {
        this.file = file;
        this.device = device;
    }

    static GoldenReport check(GoldenNode file, Device device) {
        NetworkFile check = new NetworkFile(file, device);
        check.run();
        return check.comparison.report();
    }

    private void run() {
        if (file.whole("format", 1) != 1) {
            throw file.get("format").fault("this program reads format 1");
        }
        String kind = file.text("kind");
        BlockChecks blocks = new BlockChecks(device);
        ChainChecks chains = new ChainChecks(device);
        switch (kind) {
            case "schedule" -> hostCases(blocks::schedule);
            case "step_embedding" -> hostCases(blocks::stepEmbedding);
            case "activations" -> cases(blocks::activations);
            case "mlp" -> cases(blocks::mlp);
            case "denoiser" -> cases(blocks::denoiser);
            case "adam" -> cases(blocks::adam);
            case "polyak" -> cases(blocks::polyak);
            case "action_map" -> cases(blocks::actionMap);
            case "shared_net" -> cases(blocks::sharedNet);
            case "chain" -> cases(chains::chain);
            case "shared_chain" -> cases(chains::sharedChain);
            case "d3pg", "ddpg", "shared_d3pg", "shared_ddpg", "ddqn" -> updates(kind);
            default -> throw file.get("kind").fault("there is no kind '" + kind + "'");
        }
    }

    private void updates(String kind) {
        requireSize(file.get("config"));
        UpdateChecks updates = new UpdateChecks(device, comparison);
        switch (kind) {
            case "d3pg" -> updates.d3pg(file);
            case "ddpg" -> updates.ddpg(file);
            case "shared_d3pg" -> updates.sharedD3pg(file);
            case "shared_ddpg" -> updates.sharedDdpg(file);
            default -> updates.ddqn(file);
        }
    }

    /** Cases that the device computes. */
    private void cases(Function<GoldenNode, Results> check) {
        cases(check, device.precision());
    }

    /** Cases that are computed in double on every device. */
    private void hostCases(Function<GoldenNode, Results> check) {
        cases(check, Precision.DOUBLE);
    }

    private void cases(Function<GoldenNode, Results> check, Precision precision) {
        for (GoldenNode item : file.get("cases").list()) {
            requireSize(item.get("config"));
            comparison.check(item.get("expected"), check.apply(item), precision);
        }
    }

    /** A file must not bring the program down by its sizes alone. */
    private static void requireSize(GoldenNode config) {
        double rows = 1;
        for (String name : ROW_SIZES) {
            rows *= config.has(name) ? config.whole(name, 1) : 1;
        }
        double width = 1;
        for (String name : WIDTHS) {
            width += config.has(name) ? config.whole(name, 1) : 0;
        }
        if ((rows + width) * width > MOST_ELEMENTS) {
            throw config.fault("these sizes are too large");
        }
    }
}
