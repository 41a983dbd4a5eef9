namespace TransferLab.Autodiff;

/// <summary>
/// Writes the gradient of one node: reads the output gradients from the context, appends ONNX nodes, and gives a gradient to each input that needs one.
/// </summary>
/// <param name="context">The node, its values, and where results go.</param>
public delegate void GradientRule(GradientContext context);
