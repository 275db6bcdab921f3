// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/program.hpp>
#include <tenon/shape/fail.hpp>
#include <tenon/tensor/expr.hpp>

/// Runs eager expressions: the one place where the eager front end meets the kernels.
namespace tenon::detail {

template <class Expression>
struct RunsExpression {};

inline namespace TENON_ISA {

/// How a program reads its leaves.
template <int Leaves>
struct Reads {
  /// Leaf i: only at the place that is written, so it may be the destination itself.
  bool in_place[Leaves + 1] = {};
  /// One kernel, all leaves in place or scalars: only an operand that overlaps the destination in part is in the way.
  bool pointwise = false;
  /// One matrix product of a few operations, which a call would cost as much as.
  bool tiny = false;
};
constexpr bool is_scalar_access(Access const& a, int rank) {
  for (int d = 0; d < rank; ++d)
    if (a.strides[d] != 0) return false;
  return true;
}
template <int Leaves>
constexpr Reads<Leaves> reads_of(PlanKernel const* kernels, int count, Slot const* slots, Access const* accesses) {
  Reads<Leaves> r;
  PlanKernel const& k = kernels[0];
  r.tiny = count == 1 && k.kind == KernelKind::matmul && k.size.nodes <= 4 && k.space.size() <= 64;
  if (count != 1 || k.kind != KernelKind::map) return r;
  r.pointwise = true;
  for (int i = 0; i < Leaves; ++i) r.in_place[i] = true;
  for (int l = k.first_access; l < k.first_access + k.size.loads; ++l) {
    if (slots[l].where != Buffer::leaf) continue;
    for (int s = k.first_access + k.size.loads; s < k.first_access + k.size.loads + k.size.stores; ++s)
      if (!same_access(accesses[l], accesses[s], k.space, k.kept)) {
        r.in_place[slots[l].index] = false;
        r.pointwise = r.pointwise && is_scalar_access(accesses[l], k.space.rank);
      }
  }
  return r;
}
template <class P>
inline constexpr Reads<P::leaves> reads =
    reads_of<P::leaves>(P::plan.kernels, P::plan_size.kernels, P::plan.slots, P::plan.accesses);

/// Memory for intermediate values: on the stack up to `stack_scratch_bytes`, else one allocation.
template <std::size_t Bytes, class F>
TENON_INLINE void with_scratch(F const& f) {
  if constexpr (Bytes == 0)
    f(static_cast<std::byte*>(nullptr));
  else if constexpr (Bytes <= stack_scratch_bytes) {
    alignas(64) std::byte scratch[Bytes];
    f(scratch);
  } else {
#if !defined(TENON_NO_HEAP)  // else the caller has refused it
    auto* const scratch = static_cast<std::byte*>(::operator new(Bytes, std::align_val_t{64}));
    f(scratch);
    ::operator delete(static_cast<void*>(scratch), std::align_val_t{64});
#endif
  }
}

/// Puts where the leaves of an expression lie into `memory`, and notes whether one of them overlaps the destination where the
/// order of reading and writing could matter.
struct LeafPointers {
  std::byte** memory;
  std::byte* begin;
  std::size_t bytes;
  bool const* in_place;
  int count = 0;
  bool conflict = false;

  template <class T>
  TENON_INLINE void operator()(Number<T> const& n) {
    memory[count++] = reinterpret_cast<std::byte*>(const_cast<T*>(&n.value));
  }
  template <class T, class S, class Storage>
  TENON_INLINE void operator()(BasicTensor<T, S, Storage> const& t) {
    auto* const p = reinterpret_cast<std::byte*>(const_cast<T*>(t.data()));
    conflict = conflict || (p < begin + bytes && begin < p + sizeof(T) * S::size && !(in_place[count] && p == begin));
    memory[count++] = p;
  }
};

/// The program, with its scratch; `memory` holds everything else. One symbol for all expressions of one signature.
template <class P>
TENON_FLATTEN [[gnu::noinline]] void run_program(std::byte** memory) {
  with_scratch<P::workspace_bytes>([memory](std::byte* scratch) TENON_INLINE_LAMBDA {
    memory[P::leaves + 1] = scratch;
    P::run(memory);
    memory[P::leaves + 1] = nullptr;  // it ends here
  });
}

/// Memory in place of a destination that an operand overlaps in part: only borrowed memory can.
[[gnu::noinline, gnu::cold]] inline std::byte* set_aside(std::size_t bytes) {
#if defined(TENON_NO_HEAP)
  fail("assignment: an operand overlaps a part of the destination: bytes", 0, bytes);
#else
  return static_cast<std::byte*>(::operator new(bytes, std::align_val_t{64}));
#endif
}
/// Brings the elements that a slice names to where they belong, and touches no other: they may be somebody else's.
[[gnu::noinline, gnu::cold]] inline void put_back_slice(std::byte* to, std::byte const* from, Dims const& whole,
                                                        ViewMap const& map, Dims const& dims, std::size_t element_bytes) {
  Dims index{dims.rank, {}};
  for (std::int64_t i = dims.size(); i > 0; --i, Evaluator::increment(index, dims)) {
    std::ptrdiff_t const at = static_cast<std::ptrdiff_t>(element_bytes) * Evaluator::mapped(map, whole, index);
    __builtin_memcpy(to + at, from + at, element_bytes);
  }
}
[[gnu::noinline, gnu::cold]] inline void put_back_whole(std::byte* to, std::byte const* from, std::size_t bytes) {
  __builtin_memcpy(to, from, bytes);
}
template <class Target, std::size_t Size, class T>
TENON_INLINE void put_back(std::byte* to, std::byte const* from) {
  if constexpr (Target::whole)
    put_back_whole(to, from, Size * sizeof(T));
  else
    put_back_slice(to, from, Target::from, Target::map, Target::dims, sizeof(T));
}
[[gnu::noinline, gnu::cold]] inline void give_back([[maybe_unused]] std::byte* copy) {
#if !defined(TENON_NO_HEAP)
  ::operator delete(static_cast<void*>(copy), std::align_val_t{64});
#endif
}

/// Runs a program beside its destination, which an operand overlaps, and brings the results there.
template <class P, class Target, std::size_t Size, class T>
[[gnu::noinline, gnu::cold]] void run_beside(std::byte** memory) {
  constexpr std::size_t bytes = Size * sizeof(T);
  std::byte* const destination = memory[P::leaves];
  auto run_into = [memory, destination](std::byte* copy) {
    memory[P::leaves] = copy;
    run_program<P>(memory);
    put_back<Target, Size, T>(destination, copy);
  };
#if defined(TENON_NO_HEAP)
  if constexpr (bytes > stack_scratch_bytes)
    fail("assignment: an operand overlaps the destination, which is too large to copy without a heap: bytes", stack_scratch_bytes,
         bytes);
  else
#endif
    with_scratch<bytes>(run_into);
}

template <class Target, class E>
constexpr std::size_t scratch_bytes_of(E const*) {
  return kernel::Program<ExprSource<typename SignatureOf<E>::type, Target>>::workspace_bytes;
}

/// Evaluates `e` into the tensor of `Size` elements at `out`. An operand that overlaps the destination is read in full
/// first, where the order could matter.
template <class Target, std::size_t Size, class E, class T>
TENON_INLINE void run_expression(E const& e, T* out) {
  using Source = ExprSource<typename SignatureOf<E>::type, Target>;
  using P = kernel::Program<Source>;
  if constexpr (P::plan_size.kernels != 0) {
    constexpr std::size_t bytes = Size * sizeof(T);
    std::byte* memory[P::leaves + 2];
    auto* const begin = reinterpret_cast<std::byte*>(out);
    LeafPointers leaves{memory, begin, bytes, reads<P>.in_place};
    for_each_leaf(e, leaves);
    bool const conflict = !P::reads_first() && leaves.conflict;
    memory[P::leaves] = begin;
    // One loop is worth inlining, except where lanes are scalars: there code is dear.
    if constexpr (reads<P>.pointwise && simd::native_lanes<float> != 1) {
      if (conflict) [[unlikely]]
        memory[P::leaves] = set_aside(bytes);
      P::run(memory);
      if (conflict) [[unlikely]] {
        put_back<Target, Size, T>(begin, memory[P::leaves]);
        give_back(memory[P::leaves]);
      }
    } else if (conflict) [[unlikely]]
      run_beside<P, Target, Size, T>(memory);
    else if constexpr (reads<P>.tiny && simd::native_lanes<float> != 1)
      P::run(memory);
    else
      run_program<P>(memory);
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::detail
