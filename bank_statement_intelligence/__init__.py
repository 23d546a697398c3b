from . import controllers, models, matchers, services, wizard, report
