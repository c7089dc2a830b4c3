// The forward pass of all networks, for vectors of VECTOR_BYTES. Each level's file includes it once, compiled for its own instruction
// set: everything here has internal linkage. `Hidden` is the type of the hidden layers' inputs and weights.
#pragma once
#include <type_traits>

#include "../network.h"
#include "action_map.h"
#include "finite.h"
#include "product.h"
#include "vector.h"

namespace t2drl {
namespace {

// A function of an activation that is fixed while it runs.
template <typename F>
inline void with(Activation a, F&& f) {
  switch (a) {
    case Activation::identity: return f(std::integral_constant<Activation, Activation::identity>{});
    case Activation::relu: return f(std::integral_constant<Activation, Activation::relu>{});
    case Activation::silu: return f(std::integral_constant<Activation, Activation::silu>{});
    case Activation::mish: return f(std::integral_constant<Activation, Activation::mish>{});
    case Activation::tanh: return f(std::integral_constant<Activation, Activation::tanh>{});
  }
}

// What is still to be added to a layer's sums: `all` [columns] to every row, and the product of two inputs a row and `pair_weights` [2][columns].
// Each may be null.
struct Addend {
  const float* all = nullptr;
  const float* pairs = nullptr;
  const float* pair_weights = nullptr;
};

template <Activation A, bool kPairs, typename Y>
inline void activated(int cells, int group, int columns, const float* x, const Addend& add, Y* y, Y* mean) {
  const float part = 1.0f / static_cast<float>(group);
  for (int cell = 0; cell < cells; cell++) {
    std::size_t row = static_cast<std::size_t>(cell) * group;
    for (int c = 0; c < columns; c += W) {
      V shift = add.all == nullptr ? V{} : load(add.all + c);
      V w0 = kPairs ? load(add.pair_weights + c) : V{};
      V w1 = kPairs ? load(add.pair_weights + columns + c) : V{};
      V total{};
      std::size_t at = row * columns + c;
      for (std::size_t r = row; r < row + group; r++, at += columns) {
        V v = load(x + at) + shift;
        if (kPairs) v = fma(broadcast(add.pairs[2 * r + 1]), w1, fma(broadcast(add.pairs[2 * r]), w0, v));
        v = activation<A>(v);
        total += v;
        store(y + at, v);
      }
      if (mean != nullptr) store(mean + static_cast<std::size_t>(cell) * columns + c, total * part);
    }
  }
}

// y = activation(x + add) and its means over every `group` rows; `mean` may be null.
template <typename Y>
void activate(Activation a, int cells, int group, int columns, const float* x, const Addend& add, Y* y, Y* mean) {
  with(a, [&](auto fixed) {
    if (add.pairs != nullptr) {
      activated<decltype(fixed)::value, true>(cells, group, columns, x, add, y, mean);
    } else {
      activated<decltype(fixed)::value, false>(cells, group, columns, x, add, y, mean);
    }
  });
}

// y [rows, out] = activation(x) * W^T + b, row by row: for few outputs.
void last_few(Activation a, const Dense& d, int rows, int columns, const float* x, float* y) {
  with(a, [&](auto fixed) {
    for (int r = 0; r < rows; r++, x += columns, y += d.out) {
      V dot[kFewOutputs] = {};
      for (int c = 0; c < columns; c += W) {
        V h = activation<decltype(fixed)::value>(load(x + c));
        for (int o = 0; o < d.out; o++) dot[o] = fma(h, load(d.few + o * columns + c), dot[o]);
      }
      for (int o = 0; o < d.out; o++) y[o] = d.bias[o] + sum(dot[o]);
    }
  });
}

// From the input layer's sums in `first`, with `add` still to be added, to y [cells * group, outputs], before the output activation.
void body(const Network& n, int group, int cells, const float* first, const Addend& add, float* scratch, const Scratch& s,
          float* y) {
  float* pre = scratch + s.pre;
  float* pooled = scratch + s.pooled;
  Hidden* h = reinterpret_cast<Hidden*>(scratch + s.hidden);
  Hidden* mean = n.pooled ? reinterpret_cast<Hidden*>(scratch + s.mean) : nullptr;
  const int rows = cells * group;
  const int columns = n.input.columns;
  const std::size_t width = static_cast<std::size_t>(columns);
  for (int i = 0; i < n.hidden_layers; i++) {
    activate(n.activation, cells, group, columns, i == 0 ? first : pre, i == 0 ? add : Addend{}, h, mean);
    if (n.pooled) {
      product(n.pool[i], cells, mean, width, n.pool[i].bias, 0, pooled);
      for (int c = 0; c < cells; c++) {
        std::size_t at = static_cast<std::size_t>(c) * group * width;
        product(n.hidden[i], group, h + at, width, pooled + c * width, 0, pre + at);
      }
    } else {
      product(n.hidden[i], rows, h, width, n.hidden[i].bias, 0, pre);
    }
  }
  if (n.last.few != nullptr) {
    last_few(n.activation, n.last, rows, columns, pre, y);
    return;
  }
  float* last = scratch + s.hidden;
  float* wide = scratch + s.last;
  activate<float>(n.activation, cells, group, columns, pre, Addend{}, last, nullptr);
  product(n.last, rows, last, width, n.last.bias, 0, wide);
  for (int r = 0; r < rows; r++, y += n.outputs, wide += n.last.columns) {
    std::memcpy(y, wide, sizeof(float) * static_cast<std::size_t>(n.outputs));
  }
}

// The output activation, in place; y has room for whole vectors.
void output(Activation a, std::size_t count, float* y) {
  with(a, [&](auto fixed) {
    for (std::size_t i = 0; i < count; i += W) store(y + i, activation<decltype(fixed)::value>(load(y + i)));
  });
}

V clip(V x) { return smaller(greater(x, broadcast(-1)), broadcast(1)); }

// One reverse step, a_l to a_{l-1} in place; `net` is the network's output. Both have room for whole vectors.
void reverse_step(const ReverseStep& step, bool predicts_noise, std::size_t count, const float* net, float* a) {
  for (std::size_t i = 0; i < count; i += W) {
    V noisy = load(a + i);
    V clean = load(net + i);
    if (predicts_noise) clean = clip(step.from_noisy * noisy - step.from_noise * clean);
    store(a + i, step.clean * clean + step.noisy * noisy);
  }
}

// x [cells, group, inputs] to y, the reverse chain from `a` (a_L at first, y at last) on; z holds z_L and, `stride` further, z_{L-1} and so on.
void chain(const Network& n, int group, int cells, const float* x, const float* z, std::size_t stride, float* scratch,
           const Scratch& s) {
  const std::size_t width = static_cast<std::size_t>(n.input.columns);
  const int rows = cells * group;
  const std::size_t count = static_cast<std::size_t>(rows) * n.outputs;
  float* term = scratch + s.term;
  float* pre = scratch + s.pre;
  float* a = scratch + s.noisy;
  float* net = scratch + s.net;
  product(n.input, rows, x, static_cast<std::size_t>(n.inputs), n.input.bias, 0, term);
  for (int l = n.steps; l >= 1; l--) {
    Addend add;
    add.all = n.step_terms + (l - 1) * width;
    if (n.noisy.few != nullptr) {
      add.pairs = a;
      add.pair_weights = n.noisy.few;
      body(n, group, cells, term, add, scratch, s, net);
    } else {
      product(n.noisy, rows, a, static_cast<std::size_t>(n.outputs), term, width, pre);
      body(n, group, cells, pre, add, scratch, s, net);
    }
    output(n.output, count, net);
    reverse_step(n.reverse[l - 1], n.predicts_noise, count, net, a);
    if (z != nullptr && l > 1) {
      for (std::size_t i = 0; i < count; i++) a[i] += n.reverse[l - 1].deviation * z[i];
      z += stride;
    }
  }
  if (n.predicts_noise) {
    for (std::size_t i = 0; i < count; i += W) store(a + i, clip(load(a + i)));
  }
}

void forward(const Network& n, int group, int cells, const float* x, const float* noise, float* y, void* memory) {
  float* scratch = static_cast<float*>(memory);
  const Scratch s = scratch_of(n, group);
  const int block = block_of(group);
  const std::size_t cell_inputs = static_cast<std::size_t>(group) * n.inputs;
  const std::size_t cell_outputs = static_cast<std::size_t>(group) * n.outputs;
  const std::size_t stride = static_cast<std::size_t>(cells) * cell_outputs;
  begin();
  for (int first = 0; first < cells; first += block) {
    const int some = cells - first < block ? cells - first : block;
    const std::size_t count = some * cell_outputs;
    const float* in = x + first * cell_inputs;
    float* result = scratch + (n.steps == 0 ? s.net : s.noisy);
    if (n.steps == 0) {
      product(n.input, some * group, in, static_cast<std::size_t>(n.inputs), n.input.bias, 0, scratch + s.pre);
      body(n, group, some, scratch + s.pre, Addend{}, scratch, s, result);
      output(n.output, count, result);
    } else if (noise == nullptr) {
      std::memset(result, 0, count * sizeof(float));
      chain(n, group, some, in, nullptr, 0, scratch, s);
    } else {
      std::memcpy(result, noise + first * cell_outputs, count * sizeof(float));
      chain(n, group, some, in, noise + stride + first * cell_outputs, stride, scratch, s);
    }
    std::memcpy(y + first * cell_outputs, result, count * sizeof(float));
  }
  end();
}

}  // namespace
}  // namespace t2drl
