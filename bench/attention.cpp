// SPDX-License-Identifier: MIT
// Attention with heads: two products and a softmax between them, short and long sequences.
#include "peer_attention.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Dense>
#endif

namespace tn = tenon;

namespace {

template <std::size_t Heads, std::size_t Steps, std::size_t Width>
struct Attention {
  using T = tn::Tensor<float, Heads, Steps, Width>;
  static constexpr float scale = 1 / float(tn::nn::detail::scalar_sqrt(double(Width)));
  struct Data {
    T q{}, k{}, v{}, y{};
    Data() {
      bench::Noise noise(6);
      for (T* const t : {&q, &k, &v}) noise.fill(t->data(), t->size, 2);
    }
  };

  static bench::Values reference(Data const& d) {
    bench::Values y;
    std::vector<double> weight(Steps);
    for (std::size_t b = 0; b < Heads; ++b)
      for (std::size_t i = 0; i < Steps; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < Steps; ++j) {
          weight[j] = 0;
          for (std::size_t c = 0; c < Width; ++c) weight[j] += double(d.q(b, i, c)) * double(d.k(b, j, c)) * double(scale);
          sum += weight[j] = std::exp(weight[j]);
        }
        for (std::size_t c = 0; c < Width; ++c) {
          double value = 0;
          for (std::size_t j = 0; j < Steps; ++j) value += weight[j] / sum * double(d.v(b, j, c));
          y.push_back(value);
        }
      }
    return y;
  }

  static bench::Row row() {
    constexpr auto attend = [](auto const& q, auto const& k, auto const& v) {
      return tn::matmul(tn::softmax<-1>(tn::matmul(q, tn::permute<0, 2, 1>(k)) * scale), v);
    };
    auto const d = std::make_shared<Data>();
    bench::Row r;
    r.expected = reference(*d);
    r.tolerance = 2e-5;
    r.ours = bench::contestant(
        "tenon", [d, attend] { tn::run_into(d->y, attend, d->q, d->k, d->v); }, [d] { return bench::to_values(d->y); });
    bench::AttentionJob const job{int(Heads), int(Steps), int(Width), scale, d->q.data(), d->k.data(), d->v.data(), d};
    for (bench::AttentionPeer const peer : bench::attention_peers()) peer(job, r.peers);
    r.flops = 4.0 * Heads * Steps * Steps * Width;
    return r;
  }
};

#if defined(TENON_BENCH_EIGEN)
// Head by head, by hand.
void add_eigen(bench::AttentionJob const& j, std::vector<bench::Contestant>& to) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto const y = std::make_shared<std::vector<float>>(j.size());
  auto const run = [j, y, s = std::make_shared<Matrix>(j.steps, j.steps)] {
    using From = Eigen::Map<Matrix const>;
    for (int b = 0, at = 0; b < j.heads; ++b, at += j.steps * j.width) {
      Eigen::Map<Matrix> result(y->data() + at, j.steps, j.width);
      s->noalias() = From(j.q + at, j.steps, j.width) * From(j.k + at, j.steps, j.width).transpose();
      *s = ((s->colwise() - s->rowwise().maxCoeff()) * j.scale).array().exp();
      result.noalias() = *s * From(j.v + at, j.steps, j.width);
      result.array().colwise() /= s->rowwise().sum().array();
    }
  };
  to.push_back(bench::contestant("eigen", run, [y] { return bench::to_values(*y); }));
}
[[maybe_unused]] bool const has_eigen = bench::add_attention_peer(add_eigen);
#endif

[[maybe_unused]] bool const added = [] {
  bench::add("attention_64_32", Attention<8, 64, 32>::row);
  bench::add("attention_64_32_batch_8", Attention<64, 64, 32>::row);
  return bench::add("attention_512_64", Attention<8, 512, 64>::row);
}();

}  // namespace
