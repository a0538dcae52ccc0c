/* From reset to main on any RISC-V of 32 bits: stack, global pointer, traps and memory set up. */
    .option arch, +zicsr
    .section .init
    .global reset
reset:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, stack_top
    la t0, trap
    csrw mtvec, t0
    la t0, bss_start
    la t1, bss_end
1:  bgeu t0, t1, 2f
    sw zero, 0(t0)
    addi t0, t0, 4
    j 1b
2:  call main
    call firmware_end

/* What the fault report shows as pc and lr, where a Cortex-M has stacked them. */
    .align 4
trap:
    addi sp, sp, -32
    csrr t0, mepc
    sw t0, 24(sp)
    sw ra, 20(sp)
    mv a0, sp
    csrr a1, mcause
    call firmware_fault
