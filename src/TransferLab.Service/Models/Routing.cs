namespace TransferLab.Service.Models;

/// <summary>Who answers the requests of a model. Immutable: it is replaced as a whole, in one step.</summary>
/// <param name="Serving">The version in service; null while none works.</param>
/// <param name="Canary">The version that answers a share.</param>
/// <param name="CanaryPercent">That share.</param>
/// <param name="Shadow">The version that is only compared.</param>
/// <param name="ShadowPercent">Share of the requests it sees.</param>
internal sealed record Routing(ModelVersion? Serving, ModelVersion? Canary = null, double CanaryPercent = 0, ModelVersion? Shadow = null, double ShadowPercent = 0)
{
    public IEnumerable<ModelVersion> Versions => new[] { Serving, Canary, Shadow }.OfType<ModelVersion>().Distinct();
}
