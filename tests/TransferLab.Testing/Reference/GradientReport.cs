namespace TransferLab.Testing.Reference;

/// <summary>What a gradient check found where it passed.</summary>
/// <param name="Elements">How many elements were compared.</param>
/// <param name="FormulaError">The worst error in double precision that was not forgiven as an outlier.</param>
/// <param name="RuntimeError">The same for ONNX Runtime in single precision.</param>
/// <param name="Outliers">How many elements were forgiven, the runs counted together.</param>
public sealed record GradientReport(int Elements, double FormulaError, double RuntimeError, int Outliers);
