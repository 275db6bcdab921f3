// SPDX-License-Identifier: MIT
// Products of bytes, summed as int32: what quantised inference is made of.
#include "peer_bytes.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;

namespace {

using Sum = std::int32_t;

template <class Left, std::size_t M, std::size_t K, std::size_t N>
struct Product {
  tn::Tensor<Left, M, K> a;
  tn::Tensor<std::int8_t, K, N> b;
  tn::Tensor<Sum, M, N> c, peers;

  Product() {
    bench::Noise noise(N);
    for (auto& x : a) x = static_cast<Left>(noise() * 128 + (std::is_signed_v<Left> ? 0 : 128));
    for (auto& x : b) x = static_cast<std::int8_t>(noise() * 128);
  }
  void run() { c = tn::matmul(tn::cast<Sum>(a), tn::cast<Sum>(b)); }
  bench::Values reference() const {
    bench::Values r(M * N);
    for (std::size_t i = 0; i < M; ++i)
      for (std::size_t k = 0; k < K; ++k)
        for (std::size_t j = 0; j < N; ++j) r[i * N + j] += double(a(i, k)) * double(b(k, j));
    return r;
  }
};

template <class Left, std::size_t M, std::size_t K, std::size_t N>
bench::Row product() {
  auto const s = std::make_shared<Product<Left, M, K, N>>();
  bench::Row row;
  row.ours = bench::contestant("tenon", [s] { s->run(); }, [s] { return bench::to_values(s->c); });
  for (bench::BytePeer peer : bench::byte_peers())
    peer({int(M), int(N), int(K), !std::is_signed_v<Left>, s->a.data(), s->b.data(), s->peers.data(), s}, row.peers);
  row.flops = 2.0 * M * N * K;
  row.expected = s->reference();
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("matmul_i8_64", product<std::int8_t, 64, 64, 64>);
  bench::add("matmul_i8_256", product<std::int8_t, 256, 256, 256>);
  bench::add("matmul_i8_32x784x100", product<std::int8_t, 32, 784, 100>);
  bench::add("matmul_i8_64x512x512", product<std::int8_t, 64, 512, 512>);
  bench::add("matmul_u8_i8_64x512x512", product<std::uint8_t, 64, 512, 512>);
  return bench::add("matmul_i8_1x784x100", product<std::int8_t, 1, 784, 100>);
}();

}  // namespace
