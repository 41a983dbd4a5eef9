using TransferLab.Benchmarks;

return BenchmarkProgram.Run(args);
