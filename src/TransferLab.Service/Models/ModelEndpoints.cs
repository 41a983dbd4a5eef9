namespace TransferLab.Service.Models;

/// <summary>Models, their versions, and which of them answers.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/models").WithTags("Models");
        var shown = models.MapGroup("").Needs(KeyScope.Predict);
        shown.MapGet("/", List).WithName("ListModels").WithSummary("All models with their versions.");
        shown.MapGet("/{name}", Show).WithName("ShowModel").WithSummary("One model with its versions.").Problems(404);
        var changed = models.MapGroup("").Needs(KeyScope.Admin).Audited();
        var model = changed.MapGroup("/{name}").Problems(404);
        model.MapPut("/pin", Pin).WithName("PinModel").WithSummary("Lets a version serve whatever else is there, or lets go of it.").Problems(409);
        model.MapPost("/rollback", Rollback).WithName("RollBackModel").WithSummary("Pins the version that served before.").Problems(409);
        model.MapPut("/canary", Canary).WithName("SetCanary").WithSummary("Lets a version answer a share of the requests.").Problems(400, 409);
        model.MapDelete("/canary", DeleteCanary).WithName("DeleteCanary").WithSummary("Ends the canary.");
        model.MapPut("/shadow", Shadow).WithName("SetShadow").Problems(400, 409)
            .WithSummary("Lets a version score a share of the requests, for comparison only.");
        model.MapDelete("/shadow", DeleteShadow).WithName("DeleteShadow").WithSummary("Ends the comparison.");
        changed.MapPost("/refresh", Refresh).WithName("RefreshModels").WithSummary("Looks at the model folder now.");
    }

    /// <summary>A model as it is shown.</summary>
    public static ModelInfo Describe(ServedModel model, ModelRegistry models)
    {
        var routing = model.Routing;
        var package = routing.Serving?.Classifier.Package;
        return new ModelInfo
        {
            Name = model.Name,
            IsDefault = model.Name == models.DefaultName,
            Ready = routing.Serving is not null,
            Version = routing.Serving?.Version,
            Task = package?.Config.Task,
            Labels = package?.Config.LabelNames,
            Pin = model.State.Pin,
            Canary = model.State.Canary,
            Shadow = model.State.Shadow,
            Comparison = model.Comparison.Read(),
            Drift = model.Drift.Distance,
            History = model.State.History,
            Versions = [.. model.Sources.Select(s => s.Version).Union(routing.Versions.Select(v => v.Version)).Order()
                .Select(v => Describe(model, routing, v))],
        };
    }

    private static ModelVersionInfo Describe(ServedModel model, Routing routing, int number)
    {
        var loaded = routing.Versions.FirstOrDefault(v => v.Version == number);
        var failure = model.Failures.GetValueOrDefault(number);
        var state = loaded is null ? failure is null ? "available" : "failed"
            : loaded == routing.Serving ? "serving" : loaded == routing.Canary ? "canary" : "shadow";
        var training = loaded?.Classifier.Package.Config.Training;
        return new ModelVersionInfo(number, state, failure?.Message, loaded?.Loaded, training?.ValidationAccuracy, training?.Freeze, loaded?.Queue.MaxBatch);
    }

    private static Ok<ModelList> List(ModelRegistry models) => TypedResults.Ok(new ModelList([.. models.Models.Select(m => Describe(m, models))]));

    private static Ok<ModelInfo> Show(string name, ModelRegistry models) => TypedResults.Ok(Describe(models.Get(name), models));

    private static Task<Ok<ModelInfo>> Pin(string name, PinRequest request, ModelRegistry models) => Decide(models, name, s => s.Pinned(request.Version));

    private static Task<Ok<ModelInfo>> Rollback(string name, ModelRegistry models)
    {
        var model = models.Get(name);
        var current = model.Routing.Serving?.Version;
        var last = model.State.History.Reverse().SkipWhile(v => v == current).FirstOrDefault(v => v != current && model.Source(v) is not null);
        return last == 0
            ? throw ServiceException.Conflict($"The model '{name}' has no earlier version to go back to.")
            : Decide(models, name, s => s.Pinned(last));
    }

    private static Task<Ok<ModelInfo>> Canary(string name, Candidate request, ModelRegistry models) =>
        Decide(models, name, s => s with { Canary = Checked(request) });

    private static Task<Ok<ModelInfo>> DeleteCanary(string name, ModelRegistry models) => Decide(models, name, s => s with { Canary = null });

    private static Task<Ok<ModelInfo>> Shadow(string name, Candidate request, ModelRegistry models) =>
        Decide(models, name, s => s with { Shadow = Checked(request) });

    private static Task<Ok<ModelInfo>> DeleteShadow(string name, ModelRegistry models) => Decide(models, name, s => s with { Shadow = null });

    private static async Task<Ok<ModelList>> Refresh(ModelRegistry models)
    {
        await Task.Run(() => models.Reconcile(settled: true)).ConfigureAwait(false);
        return List(models);
    }

    private static async Task<Ok<ModelInfo>> Decide(ModelRegistry models, string name, Func<ModelState, ModelState> decide)
    {
        var model = models.Get(name);
        // Loading a version takes a while and blocks.
        await Task.Run(() => models.Decide(model, decide)).ConfigureAwait(false);
        return TypedResults.Ok(Describe(model, models));
    }

    private static Candidate Checked(Candidate request) => request is { Version: > 0, Percent: > 0 and <= 100 }
        ? request
        : throw ServiceException.BadRequest("A candidate needs a version from 1 on and a percent above 0, at most 100.");
}

/// <summary>Which version is to serve.</summary>
/// <param name="Version">Its number; null lets go of the pin, so that the newest that works serves.</param>
internal sealed record PinRequest(int? Version);
