// SPDX-License-Identifier: MIT
#include "peer_gemm.hpp"

#include "peer_loops.hpp"

#if defined(TENON_BENCH_OPENBLAS)
#include <cblas.h>
#endif
#if defined(TENON_BENCH_ONEDNN)
#include <oneapi/dnnl/dnnl.h>
#endif
#if defined(TENON_BENCH_LIBXSMM)
#include <libxsmm.h>
#endif

#include <utility>

namespace bench {
namespace {

[[maybe_unused]] bool const named = [] {
#if defined(TENON_BENCH_OPENBLAS)
  std::string const config = openblas_get_config();  // "OpenBLAS 0.3.21 ... kernels"
  auto const begin = config.find(' ') + 1;
  library("OpenBLAS", config.substr(begin, config.find(' ', begin) - begin) + " (" + openblas_get_corename() + ")");
#endif
#if defined(TENON_BENCH_ONEDNN)
  dnnl_version_t const& v = *dnnl_version();
  library("oneDNN", version(v.major, v.minor, v.patch));
#endif
#if defined(TENON_BENCH_LIBXSMM)
  library("libxsmm", version(LIBXSMM_VERSION_MAJOR, LIBXSMM_VERSION_MINOR));
#endif
  return true;
}();

/// `multiply(c)` writes the product.
template <class T, class Multiply>
Contestant product(char const* name, Gemm const& g, std::shared_ptr<void const> operands, Multiply multiply) {
  auto const c = std::make_shared<std::vector<T>>(static_cast<std::size_t>(g.m) * static_cast<std::size_t>(g.n));
  return contestant(name, [operands = std::move(operands), c, multiply] { multiply(c->data()); }, [c] { return to_values(*c); });
}

#if defined(TENON_BENCH_OPENBLAS)
template <class T>
auto openblas(Gemm const& g, T const* a, T const* b) {
  return [=](T* c) {
    auto const transposed = [](bool is) { return is ? CblasTrans : CblasNoTrans; };
    int const lda = g.a_transposed ? g.m : g.k, ldb = g.b_transposed ? g.k : g.n;
    if constexpr (sizeof(T) == 4)
      cblas_sgemm(CblasRowMajor, transposed(g.a_transposed), transposed(g.b_transposed), g.m, g.n, g.k, 1, a, lda, b, ldb, 0, c,
                  g.n);
    else
      cblas_dgemm(CblasRowMajor, transposed(g.a_transposed), transposed(g.b_transposed), g.m, g.n, g.k, 1, a, lda, b, ldb, 0, c,
                  g.n);
  };
}
#endif

#if defined(TENON_BENCH_OPENBLAS)
[[maybe_unused]] bool const transposes = add_loop_peer([](LoopJob const& l, std::vector<Contestant>& to) {
  if (l.loop != Loop::transpose) return;
  auto const rows = static_cast<blasint>(l.rows), n = static_cast<blasint>(l.n);
  to.push_back(loop_contestant(
      "openblas", l, [=, x = l.x, out = l.out] { cblas_somatcopy(CblasRowMajor, CblasTrans, rows, n, 1, x, n, out, rows); }));
});
#endif

template <class T>
std::vector<Contestant> peers(Gemm const& g, std::shared_ptr<void const> const& operands, T const* a, T const* b) {
  std::vector<Contestant> all;
#if defined(TENON_BENCH_OPENBLAS)
  all.push_back(product<T>("openblas", g, operands, openblas(g, a, b)));
#endif
#if defined(TENON_BENCH_BLIS)
  all.push_back(product<T>("blis", g, operands, [=](T* c) { blis_gemm(g, a, b, c); }));
#endif
#if defined(TENON_BENCH_ONEDNN)
  if constexpr (sizeof(T) == 4)
    all.push_back(product<T>("onednn", g, operands, [=](T* c) {
      dnnl_sgemm(g.a_transposed ? 'T' : 'N', g.b_transposed ? 'T' : 'N', g.m, g.n, g.k, 1, a, g.a_transposed ? g.m : g.k, b,
                 g.b_transposed ? g.k : g.n, 0, c, g.n);
    }));
#endif
#if defined(TENON_BENCH_LIBXSMM)
  // Column by column it is the transposed product of the operands in the other order. Not for every job there is a kernel.
  T const one = 1, zero = 0;
  int const lda = g.b_transposed ? g.k : g.n, ldb = g.a_transposed ? g.m : g.k;
  int const flags = (g.b_transposed ? LIBXSMM_GEMM_FLAG_TRANS_A : 0) | (g.a_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : 0);
  auto const kernel = [&] {
    if constexpr (sizeof(T) == 4)
      return libxsmm_smmdispatch(g.n, g.m, g.k, &lda, &ldb, &g.n, &one, &zero, &flags, nullptr);
    else
      return libxsmm_dmmdispatch(g.n, g.m, g.k, &lda, &ldb, &g.n, &one, &zero, &flags, nullptr);
  }();
  if (kernel != nullptr) all.push_back(product<T>("libxsmm", g, operands, [=](T* c) { kernel(b, a, c); }));
#endif
  return all;
}

}  // namespace

std::vector<Contestant> gemm_peers(Gemm g, std::shared_ptr<void const> operands, float const* a, float const* b) {
  return peers(g, operands, a, b);
}
std::vector<Contestant> gemm_peers(Gemm g, std::shared_ptr<void const> operands, double const* a, double const* b) {
  return peers(g, operands, a, b);
}

}  // namespace bench
