package t2drl.kernel.cuda;

import static t2drl.kernel.cuda.CudaBuffer.of;

import java.util.IdentityHashMap;
import java.util.Map;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellKernels;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;
import t2drl.kernel.host.FeatureScale;
import t2drl.kernel.host.WirelessLaw;

/**
 * The cell simulator on the device, one launch a call (cells.cu). What depends on the scenario alone is computed here in double precision: single numbers go along with a launch,
 * tables lie on the device from {@link #prepare} on.
 */
final class CudaCells implements CellKernels {
    private static final int THREADS = 256;
    private static final int WARP = 32;

    private final CudaStream stream;
    private final CudaDevice device;
    private final Map<CellShape, CellTables> tables = new IdentityHashMap<>();

    CudaCells(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public void prepare(CellShape shape) {
        tables.computeIfAbsent(shape, s -> CellTables.on(device, s));
    }

    private CellTables tables(CellShape shape) {
        CellTables found = tables.get(shape);
        if (found == null) {
            throw new IllegalStateException("these cells were not made by CellMemory.on this device");
        }
        return found;
    }

    /** One thread for each of {@code items}. */
    private void launch(String kernel, int items, Object... arguments) {
        launchBlocks(kernel, items, THREADS, arguments);
    }

    /** One block for every {@code aBlock} of {@code items}. */
    private void launchBlocks(String kernel, int items, int aBlock, Object... arguments) {
        stream.launch(kernel, Math.ceilDiv(items, aBlock), THREADS, arguments);
    }

    @Override
    public void reset(CellMemory memory, Buffer position, Buffer heading, Buffer state) {
        CellShape shape = memory.shape();
        int cells = shape.cells();
        int n = cells * shape.users();
        int entries = cells * shape.models();
        launch(
                "cells_reset",
                Math.max(n, entries),
                cells,
                shape.users(),
                shape.models(),
                shape.states(),
                (float) shape.cellSideM(),
                (float) shape.meanSpeedMps(),
                of(position, 2 * n),
                of(heading, n),
                of(state, cells),
                of(memory.position(), 2 * n),
                of(memory.velocity(), 2 * n),
                of(memory.drift(), 2 * n),
                CudaIndices.of(memory.state(), cells),
                of(memory.cached(), entries),
                of(memory.requestCounts(), entries));
    }

    @Override
    public void move(CellMemory memory, Buffer normal) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        double a = shape.memory();
        launch(
                "cells_move",
                n,
                n,
                (float) a,
                (float) (1 - a),
                (float) (shape.speedDeviationMps() * Math.sqrt(1 - a * a)),
                (float) shape.slotSeconds(),
                (float) shape.cellSideM(),
                of(normal, 2 * n),
                of(memory.position(), 2 * n),
                of(memory.velocity(), 2 * n),
                of(memory.drift(), 2 * n));
    }

    @Override
    public void fade(CellMemory memory, Buffer exponential) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        launch(
                "cells_fade",
                n,
                n,
                (float) (WirelessLaw.NEAREST_M * WirelessLaw.NEAREST_M / 1e6),
                (float) (-WirelessLaw.LOSS_PER_DECADE_DB / 10 / 2),
                (float) Math.pow(10, -WirelessLaw.LOSS_AT_1_KM_DB / 10),
                (float) shape.fadingFloor(),
                of(memory.position(), 2 * n),
                of(exponential, n),
                of(memory.gain(), n));
    }

    @Override
    public void shiftPopularity(CellMemory memory, Buffer uniform) {
        CellShape shape = memory.shape();
        launch(
                "cells_shift_popularity",
                shape.cells(),
                shape.cells(),
                shape.states(),
                tables(shape).transition(),
                of(uniform, shape.cells()),
                CudaIndices.of(memory.state(), shape.cells()));
    }

    @Override
    public void request(CellMemory memory, Buffer model, Buffer input, Buffer output) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        int cellsABlock = Math.max(1, THREADS / shape.users());
        launchBlocks(
                "cells_request",
                shape.cells(),
                cellsABlock,
                shape.cells(),
                shape.users(),
                shape.models(),
                cellsABlock,
                (float) shape.inputBitsLow(),
                (float) (shape.inputBitsHigh() - shape.inputBitsLow()),
                (float) shape.outputBitsLow(),
                (float) (shape.outputBitsHigh() - shape.outputBitsLow()),
                tables(shape).popularity(),
                of(model, n),
                of(input, n),
                of(output, n),
                CudaIndices.of(memory.state(), shape.cells()),
                CudaIndices.of(memory.requested(), n),
                of(memory.inputBits(), n),
                of(memory.outputBits(), n),
                of(memory.requestCounts(), shape.cells() * shape.models()));
    }

    @Override
    public void cache(CellMemory memory, Indices choice, Indices sets) {
        CellShape shape = memory.shape();
        int entries = shape.cells() * shape.models();
        launch(
                "cells_cache",
                entries,
                shape.cells(),
                shape.models(),
                CudaIndices.of(choice, shape.cells()),
                CudaIndices.of(sets),
                of(memory.cached(), entries));
    }

    @Override
    public void observe(CellMemory memory, Buffer features, Buffer hit, Buffer a3) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        launch(
                "cells_observe",
                n,
                n,
                shape.users(),
                shape.models(),
                (float) (shape.users() * shape.userPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz())),
                (float) (shape.bsPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz())),
                (float) (Math.log(2) * shape.users() / shape.bandwidthHz()),
                (float) FeatureScale.SHORTEST_SECONDS,
                (float) (10 / Math.log(10) / FeatureScale.GAIN_DB),
                (float) (FeatureScale.GAIN_OFFSET_DB / FeatureScale.GAIN_DB),
                (float) (1 / FeatureScale.INPUT_BITS),
                (float) (1 / FeatureScale.OUTPUT_BITS),
                tables(shape).features(),
                CudaIndices.of(memory.requested(), n),
                of(memory.cached(), shape.cells() * shape.models()),
                of(memory.inputBits(), n),
                of(memory.outputBits(), n),
                of(memory.gain(), n),
                of(features, CellShape.FEATURES * n),
                of(hit, n),
                of(a3, n));
    }

    @Override
    public void serve(CellMemory memory, Buffer b, Buffer xi, SlotOutcome outcome) {
        CellShape shape = memory.shape();
        int n = shape.cells() * shape.users();
        launch(
                "cells_serve",
                n,
                n,
                shape.users(),
                shape.models(),
                (float) (shape.userPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz())),
                (float) (shape.bsPowerW() / (shape.bandwidthHz() * shape.noiseWPerHz())),
                (float) (shape.bandwidthHz() / Math.log(2)),
                (float) shape.stepsPerSlot(),
                (float) shape.backhaulBps(),
                (float) shape.slotSeconds(),
                (float) shape.latencyWeight(),
                (float) ((1 - shape.latencyWeight()) * shape.tvWorthSeconds()),
                (float) shape.deadlinePenaltySeconds(),
                tables(shape).service(),
                CudaIndices.of(memory.requested(), n),
                of(memory.cached(), shape.cells() * shape.models()),
                of(memory.inputBits(), n),
                of(memory.outputBits(), n),
                of(memory.gain(), n),
                of(b, n),
                of(xi, n),
                of(outcome.uplinkBps(), n),
                of(outcome.downlinkBps(), n),
                of(outcome.steps(), n),
                of(outcome.uplinkSeconds(), n),
                of(outcome.downlinkSeconds(), n),
                of(outcome.generationSeconds(), n),
                of(outcome.backhaulSeconds(), n),
                of(outcome.latencySeconds(), n),
                of(outcome.tv(), n),
                of(outcome.cost(), n),
                of(outcome.late(), n),
                of(outcome.hit(), n),
                of(outcome.reward(), n));
    }

    @Override
    public void equalShareTransfer(int cells, int users, Buffer features, double scale, Buffer out) {
        int lanes = 1;
        while (lanes < Math.min(users, WARP)) {
            lanes *= 2;
        }
        launch(
                "cells_equal_share_transfer",
                cells * lanes,
                cells,
                users,
                lanes,
                (float) (scale / users),
                of(features, cells * users * CellShape.FEATURES),
                of(out, cells));
    }

    @Override
    public void popularityState(CellMemory memory, Buffer out) {
        CellShape shape = memory.shape();
        int entries = shape.cells() * shape.states();
        launch(
                "cells_popularity_state",
                entries,
                shape.cells(),
                shape.states(),
                CudaIndices.of(memory.state(), shape.cells()),
                of(out, entries));
    }

    @Override
    public void requestState(CellMemory memory, Buffer out) {
        CellShape shape = memory.shape();
        int entries = shape.cells() * shape.models();
        int cellsABlock = THREADS / shape.models();
        launchBlocks(
                "cells_request_state",
                shape.cells(),
                cellsABlock,
                shape.cells(),
                shape.models(),
                cellsABlock,
                of(memory.cached(), entries),
                of(memory.requestCounts(), entries),
                of(out, 2 * entries));
    }
}
