namespace TransferLab.Benchmarks.Serving;

/// <summary>When the requests of an open loop come.</summary>
internal enum Arrivals
{
    /// <summary>At equal distances, as load tools with a fixed rate send them.</summary>
    Constant,

    /// <summary>At random, independent of each other.</summary>
    Poisson,
}
