namespace TransferLab.Service.CustomVision;

/// <summary>What Custom Vision answers.</summary>
/// <param name="Id">Of this answer.</param>
/// <param name="Project">As in the request; made of the model's name where there was none.</param>
/// <param name="Iteration">Made of name, version and content of the model.</param>
/// <param name="Created">Now.</param>
/// <param name="Predictions">Every label, most probable first.</param>
internal sealed record CustomVisionResponse(Guid Id, Guid Project, Guid Iteration, DateTime Created, IReadOnlyList<CustomVisionPrediction> Predictions);
