#include "prepare.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

#include "fault.h"

namespace t2drl {
namespace {

constexpr int kDepthOfBf16 = 32;

std::size_t rounded(int count, int granule) { return static_cast<std::size_t>((count + granule - 1) / granule * granule); }

// Rounds to nearest, ties to even.
std::uint16_t bf16(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// Some columns of a weight [out, in].
struct Columns {
  const float* first;
  int in;      // how many
  int stride;  // from row to row
  float at(int out, int k) const { return first[static_cast<std::size_t>(out) * stride + k]; }
};

double activated(Activation a, double x) {
  switch (a) {
    case Activation::identity: return x;
    case Activation::relu: return std::max(x, 0.0);
    case Activation::silu: return x / (1 + std::exp(-x));
    case Activation::mish: return x * std::tanh(std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))));
    case Activation::tanh: return std::tanh(x);
  }
  return x;
}

using Numbers = std::vector<double>;

// y = x * W^T + b; b may be null.
Numbers dense(const Columns& w, int out, const float* b, const Numbers& x) {
  Numbers y(static_cast<std::size_t>(out));
  for (int o = 0; o < out; o++) {
    double sum = b == nullptr ? 0 : b[o];
    for (int k = 0; k < w.in; k++) sum += w.at(o, k) * x[static_cast<std::size_t>(k)];
    y[static_cast<std::size_t>(o)] = sum;
  }
  return y;
}

Numbers step_embedding(int l, int width) {
  int half = width / 2;
  Numbers e(static_cast<std::size_t>(width));
  for (int i = 0; i < half; i++) {
    double angle = l * std::exp(-std::log(10000.0) * i / (half - 1));
    e[static_cast<std::size_t>(i)] = std::sin(angle);
    e[static_cast<std::size_t>(half + i)] = std::cos(angle);
  }
  return e;
}

class Preparation {
 public:
  Preparation(const Level& level, const NetworkShape& shape, const std::string& name, std::map<std::string, Tensor>& tensors,
              Store& store)
      : level_(level), shape_(shape), name_(name), tensors_(tensors), store_(store) {}

  Network network() {
    Network n;
    n.inputs = shape_.inputs;
    n.outputs = shape_.outputs;
    n.pooled = shape_.shared();
    n.hidden_layers = n.pooled ? 2 : 1;
    n.activation = shape_.activation;
    n.output = shape_.output;
    n.predicts_noise = shape_.predicts_noise;
    const int h = shape_.hidden;
    switch (shape_.kind) {
      case NetworkShape::Kind::shared_chain: {
        const float* w = first(n, "net.1", 0, shape_.inputs);
        steps(n, {w + shape_.inputs + 2, shape_.embedding, width()}, [](Numbers e) { return e; });
        break;
      }
      case NetworkShape::Kind::shared:
        n.input = packed(dense_layer("net.1", h, shape_.inputs), false);
        break;
      case NetworkShape::Kind::chain: {
        const float* w = first(n, "trunk.0", shape_.outputs + shape_.embedding, 0);
        int e = shape_.embedding;
        Layer in = dense_layer("step.0", 2 * e, e);
        Layer out = dense_layer("step.2", e, 2 * e);
        steps(n, {w + shape_.outputs, e, width()}, [&](const Numbers& embedding) {
          Numbers x = dense(in.weight, in.out, in.bias, embedding);
          for (double& v : x) v = activated(shape_.activation, v);
          return dense(out.weight, out.out, out.bias, x);
        });
        break;
      }
      case NetworkShape::Kind::mlp:
        n.input = packed(dense_layer("0", h, shape_.inputs), false);
        break;
    }
    if (n.pooled) {
      for (int i = 0; i < 2; i++) {
        std::string layer = i == 0 ? "net.2" : "net.3";
        Layer own = dense_layer(layer, h, h);
        n.hidden[i] = packed(own, level_.bf16);
        n.pool[i] = packed({{tensor(layer + ".pool.weight", {h, h}), h, h}, h, own.bias}, level_.bf16);
      }
    } else {
      n.hidden[0] = packed(dense_layer(n.predicts_noise ? "trunk.2" : "2", h, h), level_.bf16);
    }
    n.last = last(dense_layer(n.pooled ? "net.4" : n.predicts_noise ? "trunk.4" : "4", shape_.outputs, h));
    return n;
  }

 private:
  struct Layer {
    Columns weight;
    int out;
    const float* bias;
  };

  // Columns of a chain's first weight: state, action and embedding, in the family's order.
  int width() const { return shape_.inputs + shape_.outputs + shape_.embedding; }

  const float* tensor(const std::string& layer, const std::vector<std::int64_t>& shape) {
    std::string full = name_ + "." + layer;
    auto found = tensors_.find(full);
    if (found == tensors_.end() || found->second.shape != shape) {
      fail("The policy's manifest and weights disagree: tensor '%s' is missing or of another shape; copy both again from the same run.",
           quote(full).c_str());
    }
    const float* values = found->second.values;
    tensors_.erase(found);
    return values;
  }

  Layer dense_layer(const std::string& layer, int out, int in) {
    const float* weight = tensor(layer + ".weight", {out, in});
    return {{weight, in, in}, out, tensor(layer + ".bias", {out})};
  }

  // A chain's first layer: what reads the state and what reads the action. Returns the whole weight.
  const float* first(Network& n, const char* layer, int state, int action) {
    Layer whole = dense_layer(layer, shape_.hidden, width());
    const float* w = whole.weight.first;
    n.input = packed({{w + state, shape_.inputs, width()}, shape_.hidden, whole.bias}, false);
    Layer noisy{{w + action, shape_.outputs, width()}, shape_.hidden, nullptr};
    n.noisy = shape_.shared() ? pairs(noisy) : packed(noisy, false);
    return w;
  }

  Dense outline(const Layer& layer) {
    Dense d;
    d.in = layer.weight.in;
    d.out = layer.out;
    d.depth = d.in;
    d.columns = static_cast<int>(rounded(d.out, level_.granule));
    float* bias = store_.floats(static_cast<std::size_t>(d.columns));
    if (layer.bias != nullptr) std::copy(layer.bias, layer.bias + d.out, bias);
    d.bias = bias;
    return d;
  }

  Dense packed(const Layer& layer, bool half) {
    Dense d = outline(layer);
    if (half) d.depth = static_cast<int>(rounded(d.in, kDepthOfBf16));
    std::size_t count = static_cast<std::size_t>(d.columns) * static_cast<std::size_t>(d.depth);
    void* panels = store_.bytes(count * (half ? sizeof(std::uint16_t) : sizeof(float)));
    for (int c = 0; c < d.out; c++) {
      int start = c / level_.panel * level_.panel;
      std::size_t panel = static_cast<std::size_t>(start) * static_cast<std::size_t>(d.depth);
      std::size_t width = static_cast<std::size_t>(std::min(level_.panel, d.columns - start));
      std::size_t column = static_cast<std::size_t>(c - start);
      for (int k = 0; k < d.in; k++) {
        std::size_t row = static_cast<std::size_t>(k);
        if (half) {
          static_cast<std::uint16_t*>(panels)[panel + (row / 2 * width + column) * 2 + row % 2] = bf16(layer.weight.at(c, k));
        } else {
          static_cast<float*>(panels)[panel + row * width + column] = layer.weight.at(c, k);
        }
      }
    }
    d.panels = panels;
    return d;
  }

  Dense last(const Layer& layer) {
    if (layer.out > kFewOutputs) return packed(layer, false);
    Dense d = outline(layer);
    std::size_t width = rounded(d.in, level_.granule);
    float* few = store_.floats(width * static_cast<std::size_t>(d.out));
    for (int o = 0; o < d.out; o++)
      for (int k = 0; k < d.in; k++) few[static_cast<std::size_t>(o) * width + static_cast<std::size_t>(k)] = layer.weight.at(o, k);
    d.few = few;
    return d;
  }

  Dense pairs(const Layer& layer) {
    Dense d = outline(layer);
    float* few = store_.floats(2 * static_cast<std::size_t>(d.columns));
    for (int k = 0; k < 2; k++)
      for (int c = 0; c < d.out; c++) few[k * d.columns + c] = layer.weight.at(c, k);
    d.few = few;
    return d;
  }

  // The steps' terms of the first layer, and the coefficients of the reverse chain (networks, "Reverse chain"). `vector` makes a step's vector of its
  // embedding.
  template <typename F>
  void steps(Network& n, const Columns& columns, F&& vector) {
    n.steps = shape_.steps;
    std::size_t width = static_cast<std::size_t>(n.input.columns);
    float* terms = store_.floats(static_cast<std::size_t>(n.steps) * width);
    auto* reverse = static_cast<ReverseStep*>(store_.bytes(static_cast<std::size_t>(n.steps) * sizeof(ReverseStep)));
    double before = 1;
    for (int l = 1; l <= n.steps; l++) {
      Numbers term = dense(columns, shape_.hidden, nullptr, vector(step_embedding(l, shape_.embedding)));
      std::copy(term.begin(), term.end(), terms + static_cast<std::size_t>(l - 1) * width);
      double L = n.steps;
      double beta = 1 - std::exp(-shape_.beta_min / L - (2 * l - 1) * (shape_.beta_max - shape_.beta_min) / (2 * L * L));
      double bar = before * (1 - beta);
      ReverseStep& r = reverse[l - 1];
      r.clean = static_cast<float>(beta * std::sqrt(before) / (1 - bar));
      r.noisy = static_cast<float>((1 - before) * std::sqrt(1 - beta) / (1 - bar));
      r.deviation = l == 1 ? 0 : static_cast<float>(std::sqrt(beta * (1 - before) / (1 - bar)));
      r.from_noisy = static_cast<float>(1 / std::sqrt(bar));
      r.from_noise = static_cast<float>(std::sqrt(1 / bar - 1));
      bool finite = std::isfinite(r.clean) && std::isfinite(r.noisy) && std::isfinite(r.deviation);
      if (n.predicts_noise) finite = finite && std::isfinite(r.from_noisy) && std::isfinite(r.from_noise);
      if (!finite) fail("The policy's noise schedule leads to numbers that are not finite: train again.");
      before = bar;
    }
    n.step_terms = terms;
    n.reverse = reverse;
  }

  const Level& level_;
  const NetworkShape& shape_;
  const std::string& name_;
  std::map<std::string, Tensor>& tensors_;
  Store& store_;
};

}  // namespace

void* Store::bytes(std::size_t count) {
  std::size_t size = (count + 63) / 64 * 64;
  void* block = std::aligned_alloc(64, size);
  if (block == nullptr) throw std::bad_alloc();
  blocks_.emplace_back(block, &std::free);
  std::memset(block, 0, size);
  return block;
}

Network prepare(const Level& level, const NetworkShape& shape, const std::string& name, std::map<std::string, Tensor>& tensors,
                Store& store) {
  return Preparation(level, shape, name, tensors, store).network();
}

}  // namespace t2drl
