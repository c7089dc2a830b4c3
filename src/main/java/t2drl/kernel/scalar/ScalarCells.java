package t2drl.kernel.scalar;

import static t2drl.kernel.scalar.Memory.of;

import java.util.Arrays;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellKernels;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;
import t2drl.kernel.host.FeatureLaw;
import t2drl.kernel.host.OpStream;
import t2drl.kernel.host.WirelessLaw;

/** The cell simulator in double precision, one user after the other: the definition (system model, sections 2 to 4). */
final class ScalarCells implements CellKernels {
    private final OpStream stream;

    ScalarCells(OpStream stream) {
        this.stream = stream;
    }

    @Override
    public void reset(CellMemory memory, Buffer position, Buffer heading, Buffer state) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        double[] atUniform = of(position, 2 * n);
        double[] headingUniform = of(heading, n);
        double[] stateUniform = of(state, shape.cells());
        double[] at = of(memory.position(), 2 * n);
        double[] velocity = of(memory.velocity(), 2 * n);
        double[] drift = of(memory.drift(), 2 * n);
        int[] states = of(memory.state(), shape.cells());
        double[] cached = of(memory.cached(), shape.cells() * shape.models());
        double[] counts = of(memory.requestCounts(), shape.cells() * shape.models());
        stream.submit(() -> {
            for (int i = 0; i < n; i++) {
                at[2 * i] = (atUniform[2 * i] - 0.5) * shape.cellSideM();
                at[2 * i + 1] = (atUniform[2 * i + 1] - 0.5) * shape.cellSideM();
                double angle = 2 * Math.PI * headingUniform[i];
                drift[2 * i] = shape.meanSpeedMps() * Math.cos(angle);
                drift[2 * i + 1] = shape.meanSpeedMps() * Math.sin(angle);
                velocity[2 * i] = drift[2 * i];
                velocity[2 * i + 1] = drift[2 * i + 1];
            }
            for (int c = 0; c < shape.cells(); c++) {
                states[c] = Math.min((int) (stateUniform[c] * shape.states()), shape.states() - 1);
            }
            Arrays.fill(cached, 0);
            Arrays.fill(counts, 0);
        });
    }

    @Override
    public void move(CellMemory memory, Buffer normal) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        double[] w = of(normal, 2 * n);
        double[] position = of(memory.position(), 2 * n);
        double[] velocity = of(memory.velocity(), 2 * n);
        double[] drift = of(memory.drift(), 2 * n);
        double a = shape.memory();
        double deviation = shape.speedDeviationMps() * Math.sqrt(1 - a * a);
        double side = shape.cellSideM();
        stream.submit(() -> {
            for (int i = 0; i < 2 * n; i++) {
                double v = a * velocity[i] + (1 - a) * drift[i] + deviation * w[i];
                double p = position[i] + v * shape.slotSeconds();
                // Every edge that the straight path crosses mirrors it once.
                double crossed = Math.max(0, Math.ceil((Math.abs(p) - side / 2) / side));
                double folded = p - Math.signum(p) * crossed * side;
                boolean mirrored = crossed % 2 == 1;
                position[i] = mirrored ? -folded : folded;
                velocity[i] = mirrored ? -v : v;
                drift[i] = mirrored ? -drift[i] : drift[i];
            }
        });
    }

    @Override
    public void fade(CellMemory memory, Buffer exponential) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        double[] e = of(exponential, n);
        double[] position = of(memory.position(), 2 * n);
        double[] gain = of(memory.gain(), n);
        stream.submit(() -> {
            for (int i = 0; i < n; i++) {
                double loss = WirelessLaw.pathLossDb(Math.hypot(position[2 * i], position[2 * i + 1]));
                gain[i] = Math.pow(10, -loss / 10) * Math.max(shape.fadingFloor(), e[i]);
            }
        });
    }

    @Override
    public void shiftPopularity(CellMemory memory, Buffer uniform) {
        CellShape shape = memory.shape();
        double[] u = of(uniform, shape.cells());
        int[] state = of(memory.state(), shape.cells());
        stream.submit(() -> {
            for (int c = 0; c < shape.cells(); c++) {
                state[c] = draw(shape.cumulativeTransition(), state[c] * shape.states(), shape.states(), u[c]);
            }
        });
    }

    @Override
    public void request(CellMemory memory, Buffer model, Buffer input, Buffer output) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        double[] modelUniform = of(model, n);
        double[] inputUniform = of(input, n);
        double[] outputUniform = of(output, n);
        int[] state = of(memory.state(), shape.cells());
        int[] requested = of(memory.requested(), n);
        double[] inputBits = of(memory.inputBits(), n);
        double[] outputBits = of(memory.outputBits(), n);
        double[] counts = of(memory.requestCounts(), shape.cells() * shape.models());
        stream.submit(() -> {
            for (int i = 0; i < n; i++) {
                int cell = i / shape.users();
                int row = state[cell] * shape.models();
                requested[i] = draw(shape.cumulativePopularity(), row, shape.models(), modelUniform[i]);
                inputBits[i] = between(shape.inputBitsLow(), shape.inputBitsHigh(), inputUniform[i]);
                outputBits[i] = between(shape.outputBitsLow(), shape.outputBitsHigh(), outputUniform[i]);
                counts[cell * shape.models() + requested[i]]++;
            }
        });
    }

    @Override
    public void cache(CellMemory memory, Indices choice, Indices sets) {
        CellShape shape = memory.shape();
        int[] chosen = of(choice, shape.cells());
        int[] masks = of(sets, 0);
        double[] cached = of(memory.cached(), shape.cells() * shape.models());
        stream.submit(() -> {
            for (int i = 0; i < shape.cells() * shape.models(); i++) {
                int set = masks[chosen[i / shape.models()]];
                cached[i] = set >>> (i % shape.models()) & 1;
            }
        });
    }

    @Override
    public void observe(CellMemory memory, Buffer features, Buffer hit, Buffer a3) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        int[] requested = of(memory.requested(), n);
        double[] cached = of(memory.cached(), shape.cells() * shape.models());
        double[] inputBits = of(memory.inputBits(), n);
        double[] outputBits = of(memory.outputBits(), n);
        double[] gain = of(memory.gain(), n);
        double[] out = of(features, CellShape.FEATURES * n);
        double[] hits = of(hit, n);
        double[] fullSteps = of(a3, n);
        FeatureLaw law = new FeatureLaw(
                shape.bandwidthHz(),
                shape.noiseWPerHz(),
                shape.userPowerW(),
                shape.bsPowerW(),
                shape.stepsPerSlot(),
                shape.latencyWeight(),
                shape.tvWorthSeconds(),
                shape.a1(),
                shape.a2(),
                shape.a3(),
                shape.a4(),
                shape.b1(),
                shape.b2());
        stream.submit(() -> {
            for (int i = 0; i < n; i++) {
                int m = requested[i];
                double h = cached[i / shape.users() * shape.models() + m];
                law.write(shape.users(), m, h, gain[i], inputBits[i], outputBits[i], out, i * CellShape.FEATURES);
                hits[i] = h;
                fullSteps[i] = shape.a3()[m];
            }
        });
    }

    @Override
    public void serve(CellMemory memory, Buffer b, Buffer xi, SlotOutcome outcome) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        int[] requested = of(memory.requested(), n);
        double[] cached = of(memory.cached(), shape.cells() * shape.models());
        double[] inputBits = of(memory.inputBits(), n);
        double[] outputBits = of(memory.outputBits(), n);
        double[] gain = of(memory.gain(), n);
        double[] bandwidthShare = of(b, n);
        double[] computeShare = of(xi, n);
        double[] uplinkBps = of(outcome.uplinkBps(), n);
        double[] downlinkBps = of(outcome.downlinkBps(), n);
        double[] steps = of(outcome.steps(), n);
        double[] uplinkSeconds = of(outcome.uplinkSeconds(), n);
        double[] downlinkSeconds = of(outcome.downlinkSeconds(), n);
        double[] generationSeconds = of(outcome.generationSeconds(), n);
        double[] backhaulSeconds = of(outcome.backhaulSeconds(), n);
        double[] latencySeconds = of(outcome.latencySeconds(), n);
        double[] tv = of(outcome.tv(), n);
        double[] cost = of(outcome.cost(), n);
        double[] late = of(outcome.late(), n);
        double[] hits = of(outcome.hit(), n);
        double[] reward = of(outcome.reward(), n);
        double alpha = shape.latencyWeight();
        stream.submit(() -> {
            for (int i = 0; i < n; i++) {
                int m = requested[i];
                boolean hit = cached[i / shape.users() * shape.models() + m] != 0;
                double hz = bandwidthShare[i] * shape.bandwidthHz();
                uplinkBps[i] = WirelessLaw.uplinkBps(hz, shape.userPowerW(), gain[i], shape.noiseWPerHz());
                downlinkBps[i] = WirelessLaw.downlinkBps(
                        hz, shape.bandwidthHz(), shape.bsPowerW(), gain[i], shape.noiseWPerHz());
                uplinkSeconds[i] = inputBits[i] / uplinkBps[i];
                downlinkSeconds[i] = outputBits[i] / downlinkBps[i];
                if (hit) {
                    double x = computeShare[i] * shape.stepsPerSlot();
                    steps[i] = x;
                    generationSeconds[i] = shape.b1()[m] * x + shape.b2()[m];
                    backhaulSeconds[i] = 0;
                    tv[i] = totalVariation(shape, m, x);
                } else {
                    steps[i] = 0;
                    generationSeconds[i] = (shape.b1()[m] * shape.a3()[m] + shape.b2()[m]) / shape.cloudSpeedup();
                    backhaulSeconds[i] = (inputBits[i] + outputBits[i]) / shape.backhaulBps();
                    tv[i] = shape.a4()[m];
                }
                double latency = uplinkSeconds[i] + backhaulSeconds[i] + generationSeconds[i] + downlinkSeconds[i];
                latencySeconds[i] = latency;
                cost[i] = alpha * latency + (1 - alpha) * shape.tvWorthSeconds() * tv[i];
                late[i] = latency > shape.slotSeconds() ? 1 : 0;
                hits[i] = hit ? 1 : 0;
                reward[i] = -(cost[i] + shape.deadlinePenaltySeconds() * late[i]);
            }
        });
    }

    @Override
    public void equalShareTransfer(int cells, int users, Buffer features, double scale, Buffer out) {
        double[] feature = of(features, cells * users * CellShape.FEATURES);
        double[] sum = of(out, cells);
        stream.submit(() -> {
            for (int i = 0; i < cells * users; i++) {
                int logs = i * CellShape.FEATURES + CellShape.LOG_UPLINK;
                sum[i / users] += scale * (Math.exp(feature[logs]) + Math.exp(feature[logs + 1])) / users;
            }
        });
    }

    @Override
    public void popularityState(CellMemory memory, Buffer out) {
        CellShape shape = memory.shape();
        int[] state = of(memory.state(), shape.cells());
        double[] oneHot = of(out, shape.cells() * shape.states());
        stream.submit(() -> {
            for (int i = 0; i < shape.cells() * shape.states(); i++) {
                oneHot[i] = i % shape.states() == state[i / shape.states()] ? 1 : 0;
            }
        });
    }

    @Override
    public void requestState(CellMemory memory, Buffer out) {
        CellShape shape = memory.shape();
        double[] counts = of(memory.requestCounts(), shape.cells() * shape.models());
        double[] cached = of(memory.cached(), shape.cells() * shape.models());
        double[] seen = of(out, 2 * shape.cells() * shape.models());
        int models = shape.models();
        stream.submit(() -> {
            for (int c = 0; c < shape.cells(); c++) {
                double total = 0;
                for (int m = 0; m < models; m++) {
                    total += counts[c * models + m];
                }
                for (int m = 0; m < models; m++) {
                    seen[2 * c * models + m] = counts[c * models + m] / Math.max(total, 1);
                    seen[(2 * c + 1) * models + m] = cached[c * models + m];
                    counts[c * models + m] = 0;
                }
            }
        });
    }

    /** The first index whose cumulative probability exceeds {@code u}, in the row of {@code count} entries from {@code row} on. */
    private static int draw(double[] cumulative, int row, int count, double u) {
        int index = 0;
        while (index < count - 1 && cumulative[row + index] <= u) {
            index++;
        }
        return index;
    }

    private static double between(double low, double high, double u) {
        return low + u * (high - low);
    }

    /** Image quality of {@code x} steps of model {@code m} on the edge: the broken line of section 4. */
    private static double totalVariation(CellShape shape, int m, double x) {
        double a1 = shape.a1()[m];
        double a3 = shape.a3()[m];
        double part = Math.clamp((x - a1) / (a3 - a1), 0.0, 1.0);
        return shape.a2()[m] + part * (shape.a4()[m] - shape.a2()[m]);
    }
}
