package t2drl.kernel.vector;

import static t2drl.kernel.vector.Elementwise.padded;
import static t2drl.kernel.vector.FloatBlock.of;

import java.util.Arrays;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellKernels;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;
import t2drl.kernel.host.FeatureScale;
import t2drl.kernel.host.HostIndices;
import t2drl.kernel.host.OpStream;
import t2drl.kernel.host.WirelessLaw;

/**
 * The cell simulator in single precision. Threads take chunks of whole cells; logarithms and powers run over a chunk's users in vectors, the rest is
 * loops that the compiler makes vectors of where it can. A user's numbers do not depend on where it lies, so a cell's results do not depend on
 * how many cells there are. Draws are compared with cumulative probabilities in double precision: the same
 * uniform gives the same index as on the scalar device.
 */
final class VectorCells implements CellKernels {
    private static final int USERS_PER_CHUNK = 512;

    /** Signal-to-noise ratios above this count as this; beyond it single precision overflows. */
    private static final float LARGEST_SNR = 1e37f;

    private final OpStream stream;
    private final Workers workers;

    VectorCells(OpStream stream, Workers workers) {
        this.stream = stream;
        this.workers = workers;
    }

    /** Work on the users {@code from .. to - 1}, those of whole cells. */
    private interface UserRange {
        void run(int from, int to);
    }

    private void forUsers(CellShape shape, UserRange work) {
        Partition cells = Partition.of(shape.cells(), Math.max(1, USERS_PER_CHUNK / shape.users()));
        stream.submit(workers.parallel(cells.chunks(), chunk -> {
            int from = cells.start(chunk) * shape.users();
            work.run(from, from + cells.size(chunk) * shape.users());
        }));
    }

    @Override
    public void reset(CellMemory memory, Buffer position, Buffer heading, Buffer state) {
        CellShape shape = memory.shape();
        float[] atUniform = of(position);
        float[] headingUniform = of(heading);
        float[] stateUniform = of(state);
        float[] at = of(memory.position());
        float[] velocity = of(memory.velocity());
        float[] drift = of(memory.drift());
        int[] states = ((HostIndices) memory.state()).data;
        float[] cached = of(memory.cached());
        float[] counts = of(memory.requestCounts());
        float side = (float) shape.cellSideM();
        forUsers(shape, (from, to) -> {
            for (int i = from; i < to; i++) {
                at[2 * i] = (atUniform[2 * i] - 0.5f) * side;
                at[2 * i + 1] = (atUniform[2 * i + 1] - 0.5f) * side;
                double angle = 2 * Math.PI * headingUniform[i];
                drift[2 * i] = (float) (shape.meanSpeedMps() * Math.cos(angle));
                drift[2 * i + 1] = (float) (shape.meanSpeedMps() * Math.sin(angle));
                velocity[2 * i] = drift[2 * i];
                velocity[2 * i + 1] = drift[2 * i + 1];
            }
        });
        stream.submit(() -> {
            for (int c = 0; c < shape.cells(); c++) {
                states[c] = Math.min((int) ((double) stateUniform[c] * shape.states()), shape.states() - 1);
            }
            Arrays.fill(cached, 0);
            Arrays.fill(counts, 0);
        });
    }

    @Override
    public void move(CellMemory memory, Buffer normal) {
        CellShape shape = memory.shape();
        float[] w = of(normal);
        float[] position = of(memory.position());
        float[] velocity = of(memory.velocity());
        float[] drift = of(memory.drift());
        double a = shape.memory();
        float keep = (float) a;
        float pull = (float) (1 - a);
        float deviation = (float) (shape.speedDeviationMps() * Math.sqrt(1 - a * a));
        float seconds = (float) shape.slotSeconds();
        float side = (float) shape.cellSideM();
        forUsers(shape, (from, to) -> {
            for (int i = 2 * from; i < 2 * to; i++) {
                velocity[i] = keep * velocity[i] + pull * drift[i] + deviation * w[i];
                position[i] += velocity[i] * seconds;
            }
            mirror(side, position, velocity, drift, 2 * from, 2 * to);
        });
    }

    /** Mirrors what has left the cell: every edge that the straight path crosses mirrors it once. */
    private static void mirror(float side, float[] position, float[] velocity, float[] drift, int from, int to) {
        for (int i = from; i < to; i++) {
            float p = position[i];
            if (Math.abs(p) > side / 2) {
                double crossed = Math.ceil((Math.abs((double) p) - side / 2) / side);
                float folded = (float) (p - Math.signum(p) * crossed * side);
                boolean mirrored = crossed % 2 == 1;
                position[i] = mirrored ? -folded : folded;
                velocity[i] = mirrored ? -velocity[i] : velocity[i];
                drift[i] = mirrored ? -drift[i] : drift[i];
            }
        }
    }

    @Override
    public void fade(CellMemory memory, Buffer exponential) {
        CellShape shape = memory.shape();
        float[] e = of(exponential);
        float[] position = of(memory.position());
        float[] gain = of(memory.gain());
        float floor = (float) shape.fadingFloor();
        float nearest = (float) (WirelessLaw.NEAREST_M * WirelessLaw.NEAREST_M / 1e6);
        float gainAt1Km = (float) Math.pow(10, -WirelessLaw.LOSS_AT_1_KM_DB / 10);
        float power = (float) (-WirelessLaw.LOSS_PER_DECADE_DB / 10 / 2);
        forUsers(shape, (from, to) -> {
            int n = to - from;
            float[] x = Padding.atLeast(padded(n));
            for (int k = 0; k < n; k++) {
                float eastKm = position[2 * (from + k)] / 1000;
                float northKm = position[2 * (from + k) + 1] / 1000;
                x[k] = Math.max(eastKm * eastKm + northKm * northKm, nearest);
            }
            Elementwise.LOG.apply(n, x, 0);
            for (int k = 0; k < n; k++) {
                x[k] *= power;
            }
            Elementwise.EXP.apply(n, x, 0);
            for (int k = 0; k < n; k++) {
                gain[from + k] = x[k] * gainAt1Km * Math.max(floor, e[from + k]);
            }
        });
    }

    @Override
    public void shiftPopularity(CellMemory memory, Buffer uniform) {
        CellShape shape = memory.shape();
        float[] u = of(uniform);
        int[] state = ((HostIndices) memory.state()).data;
        stream.submit(() -> {
            for (int c = 0; c < shape.cells(); c++) {
                state[c] = draw(shape.cumulativeTransition(), state[c] * shape.states(), shape.states(), u[c]);
            }
        });
    }

    @Override
    public void request(CellMemory memory, Buffer model, Buffer input, Buffer output) {
        CellShape shape = memory.shape();
        float[] modelUniform = of(model);
        float[] inputUniform = of(input);
        float[] outputUniform = of(output);
        int[] state = ((HostIndices) memory.state()).data;
        int[] requested = ((HostIndices) memory.requested()).data;
        float[] inputBits = of(memory.inputBits());
        float[] outputBits = of(memory.outputBits());
        float[] counts = of(memory.requestCounts());
        float inputLow = (float) shape.inputBitsLow();
        float inputRange = (float) (shape.inputBitsHigh() - shape.inputBitsLow());
        float outputLow = (float) shape.outputBitsLow();
        float outputRange = (float) (shape.outputBitsHigh() - shape.outputBitsLow());
        forUsers(shape, (from, to) -> {
            for (int i = from; i < to; i++) {
                int cell = i / shape.users();
                int row = state[cell] * shape.models();
                requested[i] = draw(shape.cumulativePopularity(), row, shape.models(), modelUniform[i]);
                inputBits[i] = inputLow + inputUniform[i] * inputRange;
                outputBits[i] = outputLow + outputUniform[i] * outputRange;
                counts[cell * shape.models() + requested[i]]++;
            }
        });
    }

    @Override
    public void cache(CellMemory memory, Indices choice, Indices sets) {
        CellShape shape = memory.shape();
        int[] chosen = ((HostIndices) choice).data;
        int[] masks = ((HostIndices) sets).data;
        float[] cached = of(memory.cached());
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
        int[] requested = ((HostIndices) memory.requested()).data;
        float[] cached = of(memory.cached());
        float[] inputBits = of(memory.inputBits());
        float[] outputBits = of(memory.outputBits());
        float[] gain = of(memory.gain());
        float[] out = of(features);
        float[] hits = of(hit);
        float[] fullSteps = of(a3);
        float[] a3Of = floats(shape.a3());
        float[] hints = hitFeatures(shape);
        int models = shape.models();
        int users = shape.users();
        float uplinkSnr = (float) (users * shape.userPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz()));
        float downlinkSnr = (float) (shape.bsPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz()));
        float secondsPerBit = (float) (Math.log(2) * users / shape.bandwidthHz());
        float logToGain = (float) (10 / Math.log(10) / FeatureScale.GAIN_DB);
        float gainOffset = (float) (FeatureScale.GAIN_OFFSET_DB / FeatureScale.GAIN_DB);
        float shortest = (float) FeatureScale.SHORTEST_SECONDS;
        forUsers(shape, (from, to) -> {
            int n = to - from;
            int up = padded(n);
            int down = 2 * up;
            float[] x = Padding.atLeast(3 * up);
            for (int k = 0; k < n; k++) {
                x[k] = gain[from + k];
                x[up + k] = Math.min(gain[from + k] * uplinkSnr, LARGEST_SNR);
                x[down + k] = Math.min(gain[from + k] * downlinkSnr, LARGEST_SNR);
            }
            Elementwise.LOG_1P.apply(2 * up, x, up);
            for (int k = 0; k < n; k++) {
                x[up + k] = Math.max(inputBits[from + k] * secondsPerBit / x[up + k], shortest);
                x[down + k] = Math.max(outputBits[from + k] * secondsPerBit / x[down + k], shortest);
            }
            Elementwise.LOG.apply(3 * up, x, 0);
            for (int k = 0; k < n; k++) {
                int i = from + k;
                int m = requested[i];
                float h = cached[i / users * models + m];
                int at = i * CellShape.FEATURES;
                int hint = m * HIT_FEATURES;
                out[at] = h;
                out[at + 1] = x[k] * logToGain + gainOffset;
                out[at + 2] = inputBits[i] * (float) (1 / FeatureScale.INPUT_BITS) - 1;
                out[at + 3] = outputBits[i] * (float) (1 / FeatureScale.OUTPUT_BITS) - 1;
                out[at + 4] = h * hints[hint];
                out[at + 5] = h * hints[hint + 1];
                out[at + 6] = h * hints[hint + 2];
                out[at + 7] = h * hints[hint + 3];
                out[at + 8] = h * hints[hint + 4];
                out[at + 9] = h * hints[hint + 5];
                out[at + 10] = x[up + k];
                out[at + 11] = x[down + k];
                out[at + 12] = h * hints[hint + 6];
                out[at + 13] = h * hints[hint + 7];
                hits[i] = h;
                fullSteps[i] = a3Of[m];
            }
        });
    }

    private static final int HIT_FEATURES = 8;

    /** What a hit shows of each model, {@code [models, 8]}: the curve A1 .. B2, the worth of a step, the part of R that A3 takes. */
    private static float[] hitFeatures(CellShape shape) {
        float[] table = new float[shape.models() * HIT_FEATURES];
        for (int m = 0; m < shape.models(); m++) {
            double worth = (1 - shape.latencyWeight()) * shape.tvWorthSeconds() * (shape.a2()[m] - shape.a4()[m])
                    - shape.latencyWeight() * shape.b1()[m] * shape.a3()[m];
            int at = m * HIT_FEATURES;
            table[at] = (float) (shape.a1()[m] / FeatureScale.A1);
            table[at + 1] = (float) (shape.a2()[m] / FeatureScale.A2);
            table[at + 2] = (float) (shape.a3()[m] / FeatureScale.A3);
            table[at + 3] = (float) (shape.a4()[m] / FeatureScale.A4);
            table[at + 4] = (float) (shape.b1()[m] / FeatureScale.B1);
            table[at + 5] = (float) (shape.b2()[m] / FeatureScale.B2);
            table[at + 6] = (float) (FeatureScale.WORTH_PER_STEP * worth / shape.a3()[m]);
            table[at + 7] = (float) (shape.a3()[m] * shape.users() / (2 * shape.stepsPerSlot()));
        }
        return table;
    }

    @Override
    public void serve(CellMemory memory, Buffer b, Buffer xi, SlotOutcome outcome) {
        CellShape shape = memory.shape();
        forUsers(shape, rates(memory, b, outcome));
        forUsers(shape, costs(memory, xi, outcome));
    }

    /** Rates and transfer times. */
    private static UserRange rates(CellMemory memory, Buffer b, SlotOutcome outcome) {
        CellShape shape = memory.shape();
        float[] inputBits = of(memory.inputBits());
        float[] outputBits = of(memory.outputBits());
        float[] gain = of(memory.gain());
        float[] share = of(b);
        float[] uplinkBps = of(outcome.uplinkBps());
        float[] downlinkBps = of(outcome.downlinkBps());
        float[] uplinkSeconds = of(outcome.uplinkSeconds());
        float[] downlinkSeconds = of(outcome.downlinkSeconds());
        float uplinkSnr = (float) (shape.userPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz()));
        float downlinkSnr = (float) (shape.bsPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz()));
        float scale = (float) (shape.bandwidthHz() / Math.log(2));
        return (from, to) -> {
            int n = to - from;
            int down = padded(n);
            float[] x = Padding.atLeast(2 * down);
            for (int k = 0; k < n; k++) {
                x[k] = Math.min(gain[from + k] * uplinkSnr / share[from + k], LARGEST_SNR);
                x[down + k] = Math.min(gain[from + k] * downlinkSnr, LARGEST_SNR);
            }
            Elementwise.LOG_1P.apply(2 * down, x, 0);
            for (int k = 0; k < n; k++) {
                int i = from + k;
                float band = share[i] * scale;
                uplinkBps[i] = band * x[k];
                downlinkBps[i] = band * x[down + k];
                uplinkSeconds[i] = inputBits[i] / uplinkBps[i];
                downlinkSeconds[i] = outputBits[i] / downlinkBps[i];
            }
        };
    }

    /** Everything that depends on the requested model, given the transfer times. */
    private static UserRange costs(CellMemory memory, Buffer xi, SlotOutcome outcome) {
        CellShape shape = memory.shape();
        int[] requested = ((HostIndices) memory.requested()).data;
        float[] cached = of(memory.cached());
        float[] inputBits = of(memory.inputBits());
        float[] outputBits = of(memory.outputBits());
        float[] share = of(xi);
        float[] steps = of(outcome.steps());
        float[] uplinkSeconds = of(outcome.uplinkSeconds());
        float[] downlinkSeconds = of(outcome.downlinkSeconds());
        float[] generationSeconds = of(outcome.generationSeconds());
        float[] backhaulSeconds = of(outcome.backhaulSeconds());
        float[] latencySeconds = of(outcome.latencySeconds());
        float[] tv = of(outcome.tv());
        float[] cost = of(outcome.cost());
        float[] late = of(outcome.late());
        float[] hits = of(outcome.hit());
        float[] reward = of(outcome.reward());
        float[] a1 = floats(shape.a1());
        float[] a2 = floats(shape.a2());
        float[] a3 = floats(shape.a3());
        float[] a4 = floats(shape.a4());
        float[] b1 = floats(shape.b1());
        float[] b2 = floats(shape.b2());
        float stepsPerSlot = (float) shape.stepsPerSlot();
        float cloudSpeedup = (float) shape.cloudSpeedup();
        float backhaulBps = (float) shape.backhaulBps();
        float slotSeconds = (float) shape.slotSeconds();
        float latencyWeight = (float) shape.latencyWeight();
        float tvWeight = (float) ((1 - shape.latencyWeight()) * shape.tvWorthSeconds());
        float penalty = (float) shape.deadlinePenaltySeconds();
        int models = shape.models();
        int users = shape.users();
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                int m = requested[i];
                float h = cached[i / users * models + m];
                float x;
                float generation;
                float backhaul;
                float quality;
                if (h != 0) {
                    x = share[i] * stepsPerSlot;
                    generation = b1[m] * x + b2[m];
                    backhaul = 0;
                    float part = Math.clamp((x - a1[m]) / (a3[m] - a1[m]), 0f, 1f);
                    quality = a2[m] + part * (a4[m] - a2[m]);
                } else {
                    x = 0;
                    generation = (b1[m] * a3[m] + b2[m]) / cloudSpeedup;
                    backhaul = (inputBits[i] + outputBits[i]) / backhaulBps;
                    quality = a4[m];
                }
                float latency = uplinkSeconds[i] + backhaul + generation + downlinkSeconds[i];
                float g = latencyWeight * latency + tvWeight * quality;
                float missed = latency > slotSeconds ? 1 : 0;
                steps[i] = x;
                generationSeconds[i] = generation;
                backhaulSeconds[i] = backhaul;
                tv[i] = quality;
                latencySeconds[i] = latency;
                cost[i] = g;
                late[i] = missed;
                hits[i] = h;
                reward[i] = -(g + penalty * missed);
            }
        };
    }

    @Override
    public void equalShareTransfer(int cells, int users, Buffer features, double scale, Buffer out) {
        float[] feature = of(features);
        float[] sum = of(out);
        stream.submit(() -> {
            for (int c = 0; c < cells; c++) {
                double seconds = 0;
                for (int u = 0; u < users; u++) {
                    int logs = (c * users + u) * CellShape.FEATURES + CellShape.LOG_UPLINK;
                    seconds += Math.exp(feature[logs]) + Math.exp(feature[logs + 1]);
                }
                sum[c] += (float) (scale * seconds / users);
            }
        });
    }

    @Override
    public void popularityState(CellMemory memory, Buffer out) {
        CellShape shape = memory.shape();
        int[] state = ((HostIndices) memory.state()).data;
        float[] oneHot = of(out);
        stream.submit(() -> {
            for (int i = 0; i < shape.cells() * shape.states(); i++) {
                oneHot[i] = i % shape.states() == state[i / shape.states()] ? 1 : 0;
            }
        });
    }

    @Override
    public void requestState(CellMemory memory, Buffer out) {
        CellShape shape = memory.shape();
        float[] counts = of(memory.requestCounts());
        float[] cached = of(memory.cached());
        float[] seen = of(out);
        int models = shape.models();
        stream.submit(() -> {
            for (int c = 0; c < shape.cells(); c++) {
                float total = 0;
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

    private static float[] floats(double[] values) {
        float[] copy = new float[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) values[i];
        }
        return copy;
    }
}
