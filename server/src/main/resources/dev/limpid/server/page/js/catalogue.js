// The abilities of the server, as it tells them itself.

/** Tasks, solvers and priors. Nothing of them is known beforehand; the first of each is the default. */
export class Catalogue {
    constructor(about, tasks) {
        this.about = about;
        this.tasks = tasks;
    }

    task(name) {
        return this.tasks.find(task => task.name === name);
    }

    prior(name) {
        return name ? this.about.priors.find(prior => prior.name === name) : this.about.priors[0];
    }

    /** The task's plain words. */
    words(name) {
        return this.task(name)?.words ?? name;
    }

    /** The solver that is used unless another one is asked for; undefined where the server alone knows it. */
    usualSolver(task, prior) {
        return this.prior(prior)?.anySize ? task?.solvers[0] : undefined;
    }

    /** Names of the solver and of the prior of a job. */
    solverOf({request}) {
        return request.solver ?? this.usualSolver(this.task(request.task), request.prior)?.name ?? 'default solver';
    }

    priorOf({request}) {
        return request.prior ?? this.prior()?.name ?? 'default';
    }
}
