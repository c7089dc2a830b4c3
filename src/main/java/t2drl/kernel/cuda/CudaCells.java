package t2drl.kernel.cuda;

import t2drl.kernel.Buffer;
import t2drl.kernel.CellKernels;
import t2drl.kernel.CellMemory;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;

/** The cell simulator on a GPU. */
final class CudaCells implements CellKernels {
    private final CudaStream stream;
    private final CudaDevice device;

    CudaCells(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public void reset(CellMemory memory, Buffer position, Buffer heading, Buffer state) {
        throw new UnsupportedOperationException("reset is not there yet on the device cuda");
    }

    @Override
    public void move(CellMemory memory, Buffer normal) {
        throw new UnsupportedOperationException("move is not there yet on the device cuda");
    }

    @Override
    public void fade(CellMemory memory, Buffer exponential) {
        throw new UnsupportedOperationException("fade is not there yet on the device cuda");
    }

    @Override
    public void shiftPopularity(CellMemory memory, Buffer uniform) {
        throw new UnsupportedOperationException("shiftPopularity is not there yet on the device cuda");
    }

    @Override
    public void request(CellMemory memory, Buffer model, Buffer input, Buffer output) {
        throw new UnsupportedOperationException("request is not there yet on the device cuda");
    }

    @Override
    public void cache(CellMemory memory, Indices choice, Indices sets) {
        throw new UnsupportedOperationException("cache is not there yet on the device cuda");
    }

    @Override
    public void observe(CellMemory memory, Buffer features, Buffer hit, Buffer a3) {
        throw new UnsupportedOperationException("observe is not there yet on the device cuda");
    }

    @Override
    public void serve(CellMemory memory, Buffer b, Buffer xi, SlotOutcome outcome) {
        throw new UnsupportedOperationException("serve is not there yet on the device cuda");
    }

    @Override
    public void equalShareTransfer(int cells, int users, Buffer features, double scale, Buffer out) {
        throw new UnsupportedOperationException("equalShareTransfer is not there yet on the device cuda");
    }

    @Override
    public void popularityState(CellMemory memory, Buffer out) {
        throw new UnsupportedOperationException("popularityState is not there yet on the device cuda");
    }

    @Override
    public void requestState(CellMemory memory, Buffer out) {
        throw new UnsupportedOperationException("requestState is not there yet on the device cuda");
    }
}
