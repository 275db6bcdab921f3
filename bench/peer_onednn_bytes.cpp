// SPDX-License-Identifier: MIT
#include "peer_bytes.hpp"

#include <oneapi/dnnl/dnnl.hpp>

namespace bench {
namespace {

using namespace dnnl;

void peer(ByteJob const& j, std::vector<Contestant>& to) {
  auto plain = [](int rows, int columns, memory::data_type type) {
    return memory::desc(memory::dims{rows, columns}, type, memory::format_tag::ab);
  };
  memory::desc const a = plain(j.m, j.k, j.left_is_unsigned ? memory::data_type::u8 : memory::data_type::s8);
  memory::desc const b = plain(j.k, j.n, memory::data_type::s8), c = plain(j.m, j.n, memory::data_type::s32);
  engine const on(engine::kind::cpu, 0);
  stream s(on);
  dnnl::matmul const product(dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, c), on));
  std::unordered_map<int, memory> const arguments{{DNNL_ARG_SRC, memory(a, on, const_cast<void*>(j.a))},
                                                  {DNNL_ARG_WEIGHTS, memory(b, on, const_cast<std::int8_t*>(j.b))},
                                                  {DNNL_ARG_DST, memory(c, on, j.c)}};
  to.push_back(contestant(
      "oneDNN",
      [=]() mutable {
        product.execute(s, arguments);
        s.wait();
      },
      [j] { return Values(j.c, j.c + j.m * j.n); }));
}

[[maybe_unused]] bool const added = (byte_peers().push_back(peer), true);

}  // namespace
}  // namespace bench
