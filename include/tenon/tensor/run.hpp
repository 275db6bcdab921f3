// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/program.hpp>
#include <tenon/tensor/expr.hpp>
#include <tenon/tensor/fail.hpp>

/// Runs eager expressions: the one place where the eager front end meets the kernels.
namespace tenon::detail {
inline namespace TENON_ISA {

/// Whether every element of the result needs only the operands' elements at the same place, in one kernel: then an
/// operand may be the destination itself.
template <class P>
constexpr bool is_pointwise() {
  if (P::plan_size.kernels != 1) return false;
  auto const& k = P::plan.kernels[0];
  if (k.kind != KernelKind::map) return false;
  for (int s = 0; s < k.size.stores; ++s)
    for (int l = 0; l < k.size.loads; ++l) {
      Access const &a = P::plan.accesses[k.first_access + l], &b = P::plan.accesses[k.first_access + k.size.loads + s];
      if (!same_access(a, b, k.space, k.kept)) return false;
    }
  return true;
}

/// Memory for intermediate values: on the stack up to this, else one allocation.
inline constexpr std::size_t stack_scratch_bytes = 16384;

template <std::size_t Bytes, class F>
TENON_INLINE void with_scratch(F const& f) {
  if constexpr (Bytes == 0)
    f(static_cast<std::byte*>(nullptr));
  else if constexpr (Bytes <= stack_scratch_bytes) {
    alignas(64) std::byte scratch[Bytes];
    f(scratch);
  } else {
#if defined(TENON_NO_HEAP)
    static_assert(Bytes <= stack_scratch_bytes, "TENON_NO_HEAP: this expression needs more scratch memory than the stack gives (16384 bytes)");
#else
    auto* const scratch = static_cast<std::byte*>(::operator new(Bytes, std::align_val_t{64}));
    f(scratch);
    ::operator delete(static_cast<void*>(scratch), std::align_val_t{64});
#endif
  }
}

template <class T>
std::byte* bytes_of_leaf(Number<T> const& n) {
  return reinterpret_cast<std::byte*>(const_cast<T*>(&n.value));
}
template <class T, class S, class Storage>
std::byte* bytes_of_leaf(BasicTensor<T, S, Storage> const& t) {
  return reinterpret_cast<std::byte*>(const_cast<T*>(t.data()));
}
template <class T>
constexpr std::size_t leaf_bytes(Number<T> const&) {
  return sizeof(T);
}
template <class T, class S, class Storage>
constexpr std::size_t leaf_bytes(BasicTensor<T, S, Storage> const&) {
  return sizeof(T) * S::size;
}

template <class T, class F>
void with_copy(std::size_t size, F const& f) {
#if defined(TENON_NO_HEAP)
  alignas(64) std::byte temporary[stack_scratch_bytes];
  if (size * sizeof(T) > sizeof(temporary)) fail("assignment: an operand overlaps the destination, which is too large to copy without a heap", sizeof(temporary), size * sizeof(T));
  f(temporary);
#else
  auto* const temporary = static_cast<std::byte*>(::operator new(size * sizeof(T), std::align_val_t{64}));
  f(temporary);
  ::operator delete(static_cast<void*>(temporary), std::align_val_t{64});
#endif
}

/// Evaluates `e` into the tensor elements at `out`, of which the destination has `out_size`. An operand that overlaps
/// the destination is read in full first, where the order could matter.
template <class Target, class E, class T>
void run_expression(E const& e, T* out, std::size_t out_size) {
  using Source = ExprSource<typename SignatureOf<E>::type, Target>;
  using P = kernel::Program<Source>;
  if constexpr (P::plan_size.kernels != 0) {
    std::byte* memory[P::leaves + 2];
    int count = 0;
    auto* const begin = reinterpret_cast<std::byte*>(out);
    auto* const end = begin + out_size * sizeof(T);
    [[maybe_unused]] bool overlaps = false;
    for_each_leaf(e, [&](auto const& leaf) TENON_INLINE_LAMBDA {
      std::byte* const p = bytes_of_leaf(leaf);
      if (p < end && begin < p + leaf_bytes(leaf)) overlaps = true;
      memory[count++] = p;
    });
    auto run_into = [&](std::byte* destination) TENON_INLINE_LAMBDA {
      with_scratch<P::workspace_bytes>([&](std::byte* scratch) TENON_INLINE_LAMBDA {
        memory[P::leaves] = destination;
        memory[P::leaves + 1] = scratch;
        P::run(memory);
      });
    };
    if constexpr (is_pointwise<P>())
      run_into(begin);
    else if (!overlaps)
      run_into(begin);
    else {
      // The copy starts as the destination is: a slice leaves the rest of it alone.
      auto copy = [&](std::byte* temporary) {
        __builtin_memcpy(temporary, begin, out_size * sizeof(T));
        run_into(temporary);
        __builtin_memcpy(begin, temporary, out_size * sizeof(T));
      };
      with_copy<T>(out_size, copy);
    }
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::detail
