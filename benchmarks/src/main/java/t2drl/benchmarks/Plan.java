package t2drl.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.benchmarks.peer.Peers;
import t2drl.benchmarks.peer.Products;
import t2drl.kernel.MlpShape;

/** What a run measures, in order: what is divided by each other stands together, so that both meet the same state of the machine. */
final class Plan {
    private static final List<Integer> BATCHES = List.of(64, 256, 1024);

    private final List<Measurement> all = new ArrayList<>();

    private Plan() {}

    /** What the targets need. */
    static List<Measurement> quick(int processors) {
        Plan plan = new Plan();
        plan.peak();
        for (LearnerCase.Kind kind : List.of(LearnerCase.Kind.SHARED, LearnerCase.Kind.FLAT)) {
            for (int batch : BATCHES) {
                plan.update(kind, "D3PG", batch, 1, Measurement.OURS, Peers.LIBTORCH);
            }
            if (processors > 1) {
                plan.update(kind, "D3PG", 256, 2, Measurement.OURS);
            }
            for (int cells : List.of(1, 64)) {
                plan.decision(kind, cells, Measurement.OURS, Peers.ONNX_RUNTIME);
            }
        }
        plan.products();
        plan.simulator(1);
        plan.training(Family.SHARED, 1);
        return plan.all;
    }

    /** All there is; {@code bf16}: whether this machine has products in bfloat16. */
    static List<Measurement> full(int processors, boolean bf16) {
        Plan plan = new Plan();
        plan.peak();
        plan.products();
        for (LearnerCase.Kind kind : LearnerCase.Kind.values()) {
            for (int batch : BATCHES) {
                plan.update(kind, "D3PG", batch, 1, Measurement.OURS, Peers.LIBTORCH, Peers.DJL);
                if (bf16) {
                    plan.update(kind, "D3PG", batch, 1, Measurement.OURS_BF16);
                }
            }
            for (int batch : BATCHES) {
                plan.update(kind, "DDPG", batch, 1, Measurement.OURS, Peers.LIBTORCH);
            }
            if (processors > 1) {
                for (int batch : BATCHES) {
                    plan.update(kind, "D3PG", batch, 2, Measurement.OURS, Peers.LIBTORCH);
                }
            }
            for (int cells : List.of(1, 64, 4096)) {
                plan.decision(kind, cells, Measurement.OURS, Peers.ONNX_RUNTIME, Peers.LIBTORCH, Peers.DJL);
            }
        }
        for (int batch : BATCHES) {
            plan.ddqn(batch, Measurement.OURS, Peers.LIBTORCH);
        }
        for (KernelCase kernel : KernelCase.values()) {
            plan.kernel(kernel);
        }
        for (int threads = 1; threads <= Math.min(2, processors); threads++) {
            plan.simulator(threads);
            plan.training(Family.SHARED, threads);
            plan.training(Family.FLAT, threads);
        }
        // Once more, half an hour later: a slow minute of the machine would make or break a target.
        plan.all.addAll(quick(processors));
        return plan.all;
    }

    static String prefix(LearnerCase.Kind kind) {
        return switch (kind) {
            case SHARED -> "";
            case FLAT -> "flat/";
            case FLAT_TRAINED -> "flat-trained/";
        };
    }

    /** Figures of more than one thread are kept apart. */
    private static String threaded(int threads) {
        return threads == 1 ? "" : "threads" + threads + "/";
    }

    private void peak() {
        all.add(Measurement.of("peak", Measurement.OURS, PeakBenchmark.class, PeakBenchmark.flops(), Measurement.FLOP));
    }

    private void update(LearnerCase.Kind kind, String agent, int batch, int threads, String... libraries) {
        Flops flops = new Flops(LearnerCase.of(kind, AgentKind.valueOf(agent)));
        String name = agent.equals("D3PG") ? "update" : "update-" + agent.toLowerCase(Locale.ROOT);
        for (String library : libraries) {
            boolean ours = Measurement.isThisProgram(library);
            all.add(Measurement.of(
                    "%s%s%s/%d".formatted(prefix(kind), threaded(threads), name, batch),
                    library,
                    UpdateBenchmark.class,
                    batch * (ours ? flops.hoistedUpdate() : flops.autogradUpdate()),
                    Measurement.FLOP,
                    "library",
                    library,
                    "agent",
                    agent,
                    "kind",
                    kind,
                    "batch",
                    batch,
                    "threads",
                    threads));
        }
    }

    private void ddqn(int batch, String... libraries) {
        MlpShape shape = DdqnCase.shape();
        double first = shape.inputs() * shape.hidden();
        double rest = shape.hidden() * shape.hidden() + shape.hidden() * shape.outputs();
        double flops =
                2 * (4 * (first + rest) + rest); // three times forward, gradients by weights and by hidden layers
        for (String library : libraries) {
            all.add(Measurement.of(
                    "update-ddqn/" + batch,
                    library,
                    UpdateBenchmark.class,
                    batch * flops,
                    Measurement.FLOP,
                    "library",
                    library,
                    "agent",
                    "DDQN",
                    "batch",
                    batch));
        }
    }

    private void decision(LearnerCase.Kind kind, int cells, String... libraries) {
        Flops flops = new Flops(LearnerCase.of(kind, AgentKind.D3PG));
        for (String library : libraries) {
            boolean ours = library.equals(Measurement.OURS);
            all.add(Measurement.of(
                    prefix(kind) + "decision/" + cells,
                    library,
                    DecisionBenchmark.class,
                    cells * (ours ? flops.actorForward() : flops.plainActorForward()),
                    Measurement.FLOP,
                    "library",
                    library,
                    "kind",
                    kind,
                    "cells",
                    cells));
        }
    }

    /** At the rows that a batch of 256 has: one a cell in the flat family, one a user in the shared one. */
    private void products() {
        product(256, 256);
        product(64, 256 * 15);
    }

    private void product(int width, int rows) {
        for (String library : List.of(Measurement.OURS, Products.OPENBLAS, Products.ONEDNN)) {
            all.add(Measurement.of(
                    "product/" + width,
                    library,
                    ProductBenchmark.class,
                    ProductBenchmark.flops(rows, width),
                    Measurement.FLOP,
                    "library",
                    library,
                    "width",
                    width,
                    "rows",
                    rows));
        }
    }

    private void kernel(KernelCase kernel) {
        String unit = kernel.unit == KernelCase.Unit.FLOPS
                ? Measurement.FLOP
                : kernel.unit.name().toLowerCase(Locale.ROOT);
        all.add(Measurement.of(
                "kernel/" + kernel.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Measurement.OURS,
                KernelBenchmark.class,
                kernel.amount,
                unit,
                "kernel",
                kernel));
    }

    private void simulator(int threads) {
        all.add(Measurement.of(
                threaded(threads) + "simulator",
                Measurement.OURS,
                SimulatorBenchmark.class,
                SimulatorBenchmark.userSlots(1024),
                "user-slots",
                "threads",
                threads));
    }

    private void training(Family family, int threads) {
        String prefix = family == Family.FLAT ? "flat-trained/" : "";
        all.add(Measurement.of(
                prefix + threaded(threads) + "training",
                Measurement.OURS,
                TrainingBenchmark.class,
                TrainingBenchmark.slots(family),
                "slots",
                "family",
                family,
                "threads",
                threads));
    }
}
