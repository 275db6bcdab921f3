// SPDX-License-Identifier: MIT
// Inference: networks on one sample, as in a control loop, and on 32 at a time.
#include "harness.hpp"
#include "peer_predict.hpp"
#include "plain_network.hpp"

#include <tenon/embedded.hpp>

#include <algorithm>
#include <cmath>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

using bench::Network;

struct Small : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Selu>, nn::Dense<1>> {};
struct DenseNet : nn::Sequential<tn::Shape<784>, nn::Dense<100, nn::Relu>, nn::Dense<10, nn::Softmax>> {};
struct Wide : nn::Sequential<tn::Shape<784>, nn::Dense<512, nn::Relu>, nn::Dense<512, nn::Relu>, nn::Dense<10, nn::Softmax>> {};
struct LeNet : nn::Sequential<tn::Shape<28, 28, 1>,                                                    //
                              nn::Conv2D<6, nn::Size<5>, nn::Same, nn::Relu>, nn::MaxPooling2D<>,      //
                              nn::Conv2D<16, nn::Size<5>, nn::Relu>, nn::MaxPooling2D<>, nn::Flatten,  //
                              nn::Dense<120, nn::Relu>, nn::Dense<84, nn::Relu>, nn::Dense<10, nn::Softmax>> {};

template <Network N>
using Net =
    std::conditional_t<N == Network::small, Small,
                       std::conditional_t<N == Network::dense, DenseNet, std::conditional_t<N == Network::wide, Wide, LeNet>>>;

/// As it is, or with packed weights.
template <Network N, bool Packed>
using Model = typename std::conditional_t<Packed, nn::detail::PackedForm<Net<N>>, std::type_identity<Net<N>>>::type;

template <Network N, int Rows, bool Packed>
struct Data {
  static constexpr int inputs = N == Network::small ? 8 : 784, outputs = N == Network::small ? 1 : 10;
  Model<N, Packed> net;
  tn::PredictStep<Model<N, Packed>, tn::Batch<Rows>> step;
  std::vector<float> weights;
  alignas(64) float x[Rows * inputs];
  alignas(64) float y[Rows * outputs] = {};

  Data() {
    bench::Noise noise(2);
    noise.fill(x, Rows * inputs, N == Network::small ? 1.7 : 1);
    Net<N> trained;
    tn::initialize(trained, 1);
    tn::for_each_tensor(trained, [&](tn::Path const&, auto& t) {
      for (float& w : t) w += static_cast<float>(0.05 * noise());  // biases too
      weights.insert(weights.end(), t.begin(), t.end());
    });
    if constexpr (Packed)
      net = nn::packed(trained);
    else
      net = trained;
  }
};

double selu(double z) { return 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * std::expm1(z)); }

/// In the plainest way, in double.
bench::Values reference(bench::PredictJob const& p, std::vector<float> const& weights) {
  auto const w = bench::widths(p.network);
  bench::PlainNetwork plain(p.rows, weights);
  if (p.network == Network::lenet) {
    plain.conv(28, 1, 5, 6, 2, true);
    plain.max_pool(28, 6);
    plain.conv(14, 6, 5, 16, 0, true);
    plain.max_pool(10, 16);
  }
  for (std::size_t i = 0; i + 2 < w.size(); ++i) plain.dense(w[i], w[i + 1], true);
  plain.dense(w[w.size() - 2], w.back(), false);
  if (p.network == Network::small) return plain.predict(p.x, selu);
  auto y = plain.predict(p.x);
  for (std::size_t r = 0; r < y.size(); r += 10) {
    double sum = 0;
    for (std::size_t c = r; c < r + 10; ++c) sum += y[c] = std::exp(y[c]);
    for (std::size_t c = r; c < r + 10; ++c) y[c] /= sum;
  }
  return y;
}

#if defined(TENON_BENCH_EIGEN)
/// Dense layers with Eigen: fixed sizes but of the large kernels, no allocation.
template <Network N, int Rows>
class EigenNet {
 public:
  explicit EigenNet(float const* weights) : weights_(weights) {}
  float const* run(float const* x) {
    if constexpr (N == Network::small)
      return out(layer<30, 1, false>(layer<8, 30, true>(x, h1_), y_));
    else if constexpr (N == Network::dense)
      return out(layer<100, 10, false>(layer<784, 100, true>(x, h1_), y_));
    else
      return out(layer<512, 10, false>(layer<512, 512, true>(layer<784, 512, true>(x, h1_), h2_), y_));
  }

 private:
  static constexpr int outputs = N == Network::small ? 1 : 10;
  template <int R, int C>
  using Matrix = Eigen::Matrix<float, R, C, C == 1 && R != 1 ? Eigen::ColMajor : Eigen::RowMajor>;
  float const* weights_;
  float const* next_ = nullptr;
  alignas(64) float h1_[Rows * 512], h2_[Rows * 512], y_[Rows * outputs];

  template <int In, int Out, bool Hidden>
  float const* layer(float const* x, float* y) {
    if (x != h1_ && x != h2_) next_ = weights_;  // the first
    constexpr bool fixed = In * Out <= 128 * 128;
    constexpr int in = fixed ? In : Eigen::Dynamic, units = fixed ? Out : Eigen::Dynamic;
    Eigen::Map<Matrix<in, units> const> const kernel(next_, In, Out);
    Eigen::Map<Matrix<1, Out> const> const bias(next_ + In * Out);
    Eigen::Map<Matrix<Rows, Out>, Eigen::Aligned64> to(y);
    to.noalias() = Eigen::Map<Matrix<Rows, in> const>(x, Rows, In) * kernel;
    next_ += (In + 1) * Out;
    if constexpr (!Hidden)
      to.rowwise() += bias;
    else if constexpr (N != Network::small)
      to = (to.rowwise() + bias).cwiseMax(0.f);
    else {
      to.rowwise() += bias;
      to.array() = (to.array() > 0.f).select(1.05070098f * to.array(), 1.75809934f * to.array().min(0.f).exp() - 1.75809934f);
    }
    return y;
  }
  float const* out(float const*) {
    if constexpr (outputs > 1) {
      Eigen::Map<Matrix<Rows, outputs>, Eigen::Aligned64> y(y_);
      y.colwise() -= y.rowwise().maxCoeff().eval();
      y = y.array().exp();
      y.array().colwise() *= y.rowwise().sum().array().inverse().eval();
    }
    return y_;
  }
};
#endif

template <Network N, int Rows, bool Packed = false>
bench::Row row() {
  auto const d = std::make_shared<Data<N, Rows, Packed>>();
  bench::PredictJob const job{N, Rows, d->weights.data(), d->x, d->y, d};
  bench::Row r;
  r.ours = bench::predict_contestant("tenon", job, [d] { d->step(d->net, d->x, d->y); }, [d] { return d->y; });
#if defined(TENON_BENCH_EIGEN)
  if constexpr (N != Network::lenet) {
    auto const eigen = std::make_shared<EigenNet<N, Rows>>(job.weights);
    auto const out = std::make_shared<float const*>();
    r.peers.push_back(
        bench::predict_contestant("eigen", job, [d, eigen, out] { *out = eigen->run(d->x); }, [out] { return *out; }));
  }
#endif
  for (bench::PredictPeer const peer : bench::predict_peers()) peer(job, r.peers);
  r.expected = reference(job, d->weights);
  r.tolerance = 1e-5;
  r.flops = double(tn::cost<tn::PredictStep<Net<N>, tn::Batch<Rows>>>.flops);
  return r;
}

[[maybe_unused]] bool const added = [] {
  bench::add("predict_8_30_1", row<Network::small, 1>);
  bench::add("predict_8_30_1_rows32", row<Network::small, 32>);
  bench::add("predict_784_100_10", row<Network::dense, 1>);
  bench::add("predict_784_100_10_rows32", row<Network::dense, 32>);
  bench::add("predict_784_512_512_10", row<Network::wide, 1>);
  bench::add("predict_784_512_512_10_rows32", row<Network::wide, 32>);
  bench::add("predict_784_512_512_10_packed", row<Network::wide, 1, true>);
  bench::add("predict_784_512_512_10_packed_rows32", row<Network::wide, 32, true>);
  bench::add("predict_lenet", row<Network::lenet, 1>);
  return bench::add("predict_lenet_rows32", row<Network::lenet, 32>);
}();

}  // namespace
